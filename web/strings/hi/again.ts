import type { Strings } from "../texts.ts";

const number = new Intl.NumberFormat("hi-IN");

/** Recover and Replay: many deliveries sent again. */
export const again: Strings["again"] = {
  recover: "रिकवर करें…",
  replay: "रीप्ले करें…",
  titles: { recover: "विफल डिलीवरी रिकवर करें", replay: "डिलीवरी रीप्ले करें" },
  about: {
    recover: "इस समय में जो कुछ अंतिम रूप से विफल हुआ, वह सब फिर भेजता है।",
    replay:
      "इस समय में जो हुआ उसे फिर भेजता है, बाद में जोड़े गए कॉलबैक को भी। हर डिलीवरी की id वही रहती है, ताकि पाने वाला उसे नई से अलग पहचान सके।",
  },
  callback: "कॉलबैक",
  chooseCallback: "कॉलबैक चुनें",
  since: "कब से",
  until: "कब तक (खाली: अभी तक)",
  what: "क्या",
  only: {
    undelivered: "केवल जो कभी नहीं पहुँचीं",
    all: "सब कुछ, जो पहुँच चुकीं वे भी",
  },
  choose: "कितनी हैं यह देखने के लिए कॉलबैक और समय चुनें।",
  backwards: "“कब तक” “कब से” के बाद होना चाहिए।",
  counting: "गिनती हो रही है…",
  counted: (value) =>
    value === 0
      ? "कुछ मेल नहीं खाता: भेजने को कुछ नहीं है।"
      : `${number.format(value)} डिलीवरी भेजी ${value === 1 ? "जाएगी" : "जाएँगी"}।`,
  start: { recover: "रिकवर करें", replay: "रीप्ले करें" },
  jobs: "रिकवरी और रीप्ले",
  running: { recover: "रिकवर हो रहा है", replay: "रीप्ले हो रहा है" },
  ended: {
    done: { recover: "रिकवर हो गया", replay: "रीप्ले हो गया" },
    cancelled: { recover: "रिकवरी रद्द की गई", replay: "रीप्ले रद्द किया गया" },
    failed: { recover: "रिकवरी विफल", replay: "रीप्ले विफल" },
  },
  progress: (done, total) => `${total} में से ${done}`,
  stop: "रद्द करें",
};
