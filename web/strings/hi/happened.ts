import type { Strings } from "../texts.ts";

/** What happened, in a few words. */
export const happened: Strings["happened"] = {
  calls: {
    "in-progress": "कॉल शुरू हुई",
    completed: "कॉल पूरी हुई",
    "no-answer": "कॉल नहीं उठी",
    busy: "कॉल पर व्यस्त",
    failed: "कॉल विफल",
    canceled: "कॉल रद्द",
    voicemail: "कॉल वॉइसमेल पर गई",
  },
  call: "कॉल",
  schedule: "कॉल-बैक तय हुआ",
  disposition: "डिस्पोज़िशन",
  finalDisposition: "अंतिम डिस्पोज़िशन",
  status: "स्टेटस",
  update: "अपडेट",
  note: "नोट",
  updateOutcome: "अपडेट का नतीजा",
  test: "टेस्ट",
  operational: "संचालन सूचना",
};
