import type { Strings } from "../texts.ts";

/** The frame of the documentation; its pages are `docs/`, and stay in English. */
export const help: Strings["help"] = {
  search: "दस्तावेज़ों में खोजें",
  found: (count) => (count === 0 ? "ये सब शब्द कहीं नहीं मिले" : `${count} जगह`),
  contents: "इस पेज पर",
  noPage: "ऐसा कोई पेज नहीं है",
  code: "कोड",
  table: "तालिका",
  guide: "आपकी भाषा में कोड, हर कॉलबैक के लिए",
  reference: "API संदर्भ",
  referenceAbout: "हर रूट अपने फ़ील्ड, जवाब और curl कमांड के साथ, और कॉलबैक क्या भेजते हैं।",
  noCallback: "किसी प्रोसेस में कॉलबैक जोड़ें, और उसका कोड यहाँ होगा।",
  shortcutsTitle: "कुंजियाँ",
  shortcuts: [
    { keys: "Ctrl K", does: "खोजें, कहीं भी जाएँ, थीम बदलें" },
    { keys: "Ctrl S", does: "प्रोसेस सेव करें" },
    { keys: "J K", does: "अगली और पिछली डिलीवरी" },
    { keys: "Enter", does: "चुनी हुई डिलीवरी खोलें" },
    { keys: "R", does: "खुली डिलीवरी फिर भेजें" },
    { keys: "Esc", does: "जो खुला है उसे बंद करें" },
  ],
};
