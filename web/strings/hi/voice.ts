import type { Strings } from "../texts.ts";

/** Voice providers on the page of a process. */
export const voice: Strings["voice"] = {
  title: "वॉइस प्रोवाइडर",
  note: "वे कॉल जो प्लेटफ़ॉर्म अपने webhook से बताते हैं",
  url: "Webhook का URL",
  where: {
    twilio: "कॉल या नंबर का StatusCallback, POST से, answered और completed घटनाओं के लिए।",
    vapi: "असिस्टेंट का Server URL, status-update और end-of-call-report के लिए।",
    retell: "एजेंट या खाते का Webhook URL।",
    bolna: "एजेंट का Push all execution data to webhook।",
  },
  makeToken: "टोकन बनाएँ",
  tokenName: (provider, process) => `${provider}: ${process}`.slice(0, 100),
  tokenOnce: "इसे अभी कॉपी करें: टोकन सिर्फ़ इसी बार दिखता है। यह सिर्फ़ इसी प्रोसेस को रिपोर्ट कर सकता है।",
  secret: "सीक्रेट",
  secrets: {
    twilio: "Auth token (टोकन)",
    vapi: "Server secret (सीक्रेट)",
    retell: "API key (कुंजी)",
    bolna: "सीक्रेट",
  },
  secretHelp: "यह सेट हो तो सिर्फ़ वही webhook लिए जाते हैं जिन्हें यह साबित करे। यह फिर कभी नहीं दिखता।",
  noSecret: "Bolna हस्ताक्षर नहीं करता: URL का टोकन ही जाँचा जाता है।",
  unknown: "अनजान नंबर",
  createLeads: "अनजान नंबरों के लिए लीड बनाएँ",
  outcomes: "नतीजे",
  outcomesHelp: "कॉल का जो पहला नतीजा यहाँ लिखा है, वही उसका डिस्पोज़िशन तय करता है; बाकी कुछ तय नहीं करते।",
  outcome: "नतीजा",
  disposition: "डिस्पोज़िशन",
  dispositionOf: (outcome) => `${outcome} का डिस्पोज़िशन`,
  removeOutcome: (outcome) => `${outcome} हटाएँ`,
  sample: "नमूना आज़माएँ",
  samplePlaceholder: "किसी webhook की बॉडी चिपकाएँ: JSON, या Twilio का फ़ॉर्म",
  trySample: "आज़माएँ",
  events: {
    began: "कॉल चल रही है: ऐसी गतिविधि जो कुछ नहीं भेजती।",
    held: "अस्थायी अंत: गतिविधि अंतिम रिपोर्ट से बनती है।",
    ended: "कॉल ख़त्म हुई: यह गतिविधि बनती है।",
    ignored: "कुछ दर्ज नहीं होता।",
  },
  found: {
    leadId: "अपनी ID से मिली",
    referenceId: "अपने रेफ़रेंस से मिली",
    phone: "नंबर से मिली",
    new: "बनाई जाएगी",
    unknown: "अनजान: webhook मना किया जाएगा",
  },
  lead: (how, who) => (who === "" ? `लीड ${how}` : `लीड ${how}: ${who}`),
  named: (outcomes, chosen) =>
    chosen === null ? `नतीजे: ${outcomes}। कोई तय नहीं है।` : `नतीजे: ${outcomes}। ${chosen} तय करता है।`,
};
