import { inspector as english } from "../en/inspector.ts";
import type { Strings } from "../texts.ts";

export const inspector: Strings["inspector"] = {
  make: "नया रिसीवर URL",
  emptyTitle: "सर्वर लिखे बिना डिलीवरी देखें",
  empty:
    "इंस्पेक्टर Ringback के भीतर एक रिसीवर है। एक निजी URL बनाएँ, उसे किसी कॉलबैक के लीड अपडेट URL में भरें, और जो पहुँचता है वह जाँचे हुए हस्ताक्षर के साथ यहाँ दिखता है।",
  choose: "रिसीवर URL",
  url: "URL",
  urlHint: "इसे इसी प्रोजेक्ट के किसी कॉलबैक के लीड अपडेट URL में भरें। जो इसे जानता है वह इस पर POST कर सकता है।",
  answers: "जवाब में देता है",
  answersHint: "Ringback फिर कोशिश कैसे करता है यह देखने के लिए कोई त्रुटि चुनें।",
  ends: "समाप्ति",
  remove: "हटाएँ",
  removeTitle: "यह रिसीवर URL हटाएँ?",
  removeHelp: "इसे जो मिला वह भी हट जाएगा। इसे इस्तेमाल करने वाले कॉलबैक तब से विफल होंगे।",
  arrived: "पहुँचा",
  waitingTitle: "पहले अनुरोध का इंतज़ार",
  waiting: "कॉलबैक से टेस्ट भेजें, या किसी लीड की गतिविधि दर्ज करें। वह तुरंत यहाँ दिखेगी।",
  verified: "हस्ताक्षर सही",
  wrong: "हस्ताक्षर गलत",
  unsigned: "जाँचा नहीं गया",
  answered: (status) => `जवाब ${status}`,
  openDelivery: "डिलीवरी खोलें",
  request: "अनुरोध",
  cut: "बॉडी का केवल शुरुआती भाग रखा जाता है।",
  from: (callback) => `${callback} से`,
  statuses: english.statuses,
};
