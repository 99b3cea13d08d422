import type { Strings } from "../texts.ts";

const number = new Intl.NumberFormat("hi-IN");

/** One attempt: what was sent, what came back, where the time went. */
export const exchange: Strings["exchange"] = {
  request: "अनुरोध",
  response: "जवाब",
  timing: "समय",
  body: "बॉडी",
  noBody: "खाली",
  showRaw: "जैसा भेजा गया वैसा दिखाएँ",
  showFolded: "समेटकर दिखाएँ",
  parts: (length) => `${number.format(length)} फ़ील्ड`,
  items: (length) => `${number.format(length)} आइटम`,
  moreParts: (left) => `और दिखाएँ (${number.format(left)} बाकी)`,
  copyAsCurl: "curl के रूप में कॉपी करें",
  curlNote: "इसमें सीक्रेट छिपे रहते हैं, और हस्ताक्षर बनने के पाँच मिनट बाद तक ही स्वीकार होता है",
  noResponse: "कुछ वापस नहीं आया।",
  cut: "काटा गया: केवल पहले 16 KB, और कनेक्शन या समय खत्म होने तक जो आया, वही रखा जाता है।",
  total: "कुल",
  phases: { dns: "DNS", connect: "कनेक्ट", tls: "TLS", waiting: "इंतज़ार", reading: "पढ़ना" },
  inTime: (duration) => `${duration} में`,
  answered: (message) => `एंडपॉइंट: ${message}।`,
  moreOn: (topic) => `${topic} पर और`,
};

/** How an attempt failed that got no answer. */
export const errorClasses: Strings["errorClasses"] = {
  dns: "नाम नहीं मिला",
  blocked: "वर्जित पता",
  refused: "कनेक्शन अस्वीकृत",
  connect: "कनेक्ट नहीं हुआ",
  tls: "TLS विफल",
  timeout: "समय पूरा हो गया",
  reset: "कनेक्शन टूटा",
  protocol: "HTTP नहीं",
  status: "2xx नहीं",
  source: "स्थिर स्रोत उपलब्ध नहीं",
  configuration: "भेजने योग्य नहीं",
};
