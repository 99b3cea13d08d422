import type { Strings } from "../texts.ts";

export const signIn: Strings["signIn"] = {
  title: "Ringback में साइन इन करें",
  email: "ईमेल",
  password: "पासवर्ड",
  submit: "साइन इन करें",
  signOut: "साइन आउट करें",
  local: "अपनी ही मशीन पर वह साइन-इन लिंक खोलें जो Ringback ने शुरू होते समय छापा। हर शुरुआत एक नया छापती है।",
};
