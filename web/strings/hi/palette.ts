import type { Strings } from "../texts.ts";

export const palette: Strings["palette"] = {
  open: "खोज और कमांड",
  placeholder: "प्रोसेस, लीड, डिलीवरी id पर जाएँ…",
  nothing: "कुछ नहीं मिला",
  pages: "पेज",
  actions: "क्रियाएँ",
  light: "हल्का थीम",
  dark: "गहरा थीम",
  system: "सिस्टम का थीम",
  leadWithId: "इस id की लीड खोलें",
  deliveryWithId: "इस id की डिलीवरी खोलें",
};
