import type { Strings } from "../texts.ts";

/** The operational callback, among the settings. */
export const notices: Strings["notices"] = {
  title: "आपके बैकएंड को सूचनाएँ",
  note: "जब कोई कॉलबैक रुके या फिर शुरू हो, और जब कोई डिलीवरी अंतिम रूप से विफल हो, तब बताया जाता है",
  none: "अभी किसी को नहीं बताया जाता। डैशबोर्ड और लॉग यह हर हाल में बताते हैं।",
  url: "URL",
  auth: "प्रमाणीकरण",
  keyHint: "हेडर का नाम, जैसे X-API-Key",
  kept: "सेव किया हुआ रखने के लिए खाली छोड़ें",
  save: "सेव करें",
  saved: "सेव हो गया, और लागू है।",
  test: "टेस्ट भेजें",
  remove: "हटाएँ",
  removeTitle: "अब किसी को न बताएँ?",
  removeText: "इसे जो अभी देय है वह छोड़ दिया जाएगा। इसकी डिलीवरी सूची में रहेंगी।",
  deliveries: "इसकी डिलीवरी",
};
