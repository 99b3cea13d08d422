export const guide = {
  title: (callback: string) => `Receive ${callback}`,
  intro:
    "A whole program that verifies what this callback sends, answers 200 at once, and then does the work. Its signing, header and path are those of this callback.",
  secret: "Signing secret",
  secretHint: (signing: "v1" | "v1a") =>
    signing === "v1"
      ? "The program reads it from RINGBACK_SECRET. Keep it where your other secrets are."
      : "The public key of this callback: the program reads it from RINGBACK_SECRET. It can verify and not sign.",
  reveal: "Show",
  auth: "Authentication",
  authHint: (header: string) =>
    `The program compares the header ${header} with RINGBACK_AUTH: set that to the whole value, “Bearer ” included where there is one.`,
  language: "Language",
  run: "Run it",
  curl: "Try it with curl",
  curlHint: "Signs a body as Ringback does and posts it to the Lead Update URL.",
  noCurl: "With ed25519 only Ringback can sign. Send a test from the callback to try your receiver.",
  toCallback: "To the callback",
};
