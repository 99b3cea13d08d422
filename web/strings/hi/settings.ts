import type { Strings } from "../texts.ts";

export const settings: Strings["settings"] = {
  you: "आप",
  localUser: "इसी मशीन पर छपे लिंक से साइन इन",
  look: "थीम",
  themes: { auto: "सिस्टम", light: "हल्का", dark: "गहरा" },
  language: "भाषा",
  deployment: "यह इंस्टॉलेशन",
  deploymentNote: "ऑपरेटर ने एनवायरनमेंट में तय किया",
  version: "संस्करण",
  address: "पता",
  source: "स्थिर स्रोत",
  sourceNone: "कोई नहीं: जिन कॉलबैक को व्हाइटलिस्ट स्रोत चाहिए वे सेव नहीं हो सकते",
  sourceUnlisted: "तय है; उसके सार्वजनिक पते नहीं लिखे गए (EGRESS_FIXED_SOURCES)",
  retries: "फिर कोशिशें",
  attempts: (count) => `${count} प्रयास: तुरंत`,
  timeout: "टाइमआउट",
  concurrency: "एक कॉलबैक को एक साथ",
  retention: "रखा जाता है",
  kept: (ended, failed) => `पहुँची और छोड़ी गई ${ended} दिन, विफल ${failed} दिन`,
};
