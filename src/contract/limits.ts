/** Limits on what comes in, in one place (API.md "Authentication and errors"). Sizes in bytes unless said. */
export const limits = {
  body: 1024 * 1024,
  bulkBody: 16 * 1024 * 1024,
  /** A file of leads, and its rows. */
  importFile: 64 * 1024 * 1024,
  importRows: 500_000,
  activity: 256 * 1024,
  /** What a lead's metadata may come to as JSON, merged with what is stored. */
  metadata: 256 * 1024,
  jsonDepth: 32,
  bulkEntries: 1_000,
  pageDefault: 50,
  pageMost: 200,
  /** Characters of a name, a reference, an id from elsewhere. */
  shortText: 256,
  /** Characters of a description or a summary. */
  longText: 16_384,
  url: 2_048,
  states: 100,
  dispositions: 200,
  /** A webhook of a voice platform, which repeats a conversation several times over. */
  inboundBody: 4 * 1024 * 1024,
  /** Outcomes of a voice platform that are mapped to dispositions. */
  outcomes: 100,
} as const;
