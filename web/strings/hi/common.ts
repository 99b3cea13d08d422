import type { Strings } from "../texts.ts";

export const common: Strings["common"] = {
  product: "Ringback",
  loading: "लोड हो रहा है",
  retry: "फिर कोशिश करें",
  cancel: "रद्द करें",
  close: "बंद करें",
  save: "सेव करें",
  copy: "कॉपी करें",
  copied: "कॉपी हो गया",
  more: "और",
  none: "कोई नहीं",
  any: "कोई भी",
  navigation: "नेविगेशन",
  breadcrumb: "आप यहाँ हैं",
  openNavigation: "नेविगेशन खोलें",
  skipToContent: "सीधे सामग्री पर जाएँ",
  search: "खोजें",
  loadMore: "और दिखाएँ",
  never: "कभी नहीं",
  justNow: "अभी-अभी",
  unknown: "अज्ञात",
};

export const nav: Strings["nav"] = {
  processes: "प्रोसेस",
  leads: "लीड",
  deliveries: "डिलीवरी",
  inspector: "इंस्पेक्टर",
  help: "मदद",
  settings: "सेटिंग्स",
  failedOfLastDay: (count) => `पिछले 24 घंटों में ${count} विफल`,
};

export const errors: Strings["errors"] = {
  title: "यह लोड नहीं हो सका",
  offline: "सर्वर जवाब नहीं दे रहा। देखें कि Ringback चल रहा है और आप कनेक्टेड हैं, फिर कोशिश करें।",
  unavailable: "डेटाबेस अभी अनुरोध नहीं ले रहा। कुछ खोया नहीं है; थोड़ी देर में फिर कोशिश करें।",
  notFound: "यहाँ कुछ नहीं है। हो सकता है यह हटा दिया गया हो, या किसी और प्रोजेक्ट का हो।",
  bug: "सर्वर पर कुछ गड़बड़ हुई। विवरण उसके लॉग में है।",
  crashed: "यह पेज रुक गया",
  crashedHelp: "इसे फिर लोड करें। दोबारा हो, तो बताएँ कि इससे पहले आपने क्या किया था।",
  reload: "फिर लोड करें",
};

export const statuses: Strings["statuses"] = {
  waiting: "इंतज़ार में",
  retrying: "फिर कोशिश में",
  held: "रुकी हुई",
  delivered: "पहुँची",
  failed: "विफल",
  skipped: "छोड़ी गई",
  healthy: "ठीक",
  failing: "विफल हो रहा",
  paused: "रोका हुआ",
  none: "अभी कोई डिलीवरी नहीं",
  active: "चालू",
  archived: "संग्रहित",
  disabled: "बंद",
};

export const dispositionTypes: Strings["dispositionTypes"] = {
  success: "सफल",
  failure: "असफल",
  neutral: "तटस्थ",
};

export const triggers: Strings["triggers"] = {
  "call.completed": "कॉल पूरी हुई",
  "lead.status_changed": "स्टेटस बदला",
  "disposition.final": "अंतिम डिस्पोज़िशन",
  "activity.latest_changed": "नई गतिविधि",
};
