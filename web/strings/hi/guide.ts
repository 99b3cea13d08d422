import type { Strings } from "../texts.ts";

export const guide: Strings["guide"] = {
  title: (callback) => `${callback} को पाना`,
  intro:
    "एक पूरा प्रोग्राम, जो इस कॉलबैक का भेजा हुआ जाँचता है, तुरंत 200 का जवाब देता है, और फिर काम करता है। इसका हस्ताक्षर, हेडर और पाथ इसी कॉलबैक के हैं।",
  secret: "साइनिंग सीक्रेट",
  secretHint: (signing) =>
    signing === "v1"
      ? "प्रोग्राम इसे RINGBACK_SECRET से पढ़ता है। इसे वहीं रखें जहाँ आपके बाकी सीक्रेट हैं।"
      : "इस कॉलबैक की सार्वजनिक कुंजी: प्रोग्राम इसे RINGBACK_SECRET से पढ़ता है। यह जाँच सकती है, साइन नहीं कर सकती।",
  reveal: "दिखाएँ",
  auth: "प्रमाणीकरण",
  authHint: (header) =>
    `प्रोग्राम ${header} हेडर को RINGBACK_AUTH से मिलाता है: उसमें पूरा मान रखें, जहाँ “Bearer ” हो वहाँ उसके साथ।`,
  language: "भाषा",
  run: "इसे चलाएँ",
  curl: "curl से आज़माएँ",
  curlHint: "बॉडी को Ringback की तरह साइन करता है और लीड अपडेट URL पर POST करता है।",
  noCurl: "ed25519 से केवल Ringback साइन कर सकता है। अपने रिसीवर को आज़माने के लिए कॉलबैक से टेस्ट भेजें।",
  toCallback: "कॉलबैक पर जाएँ",
};
