/**
 * Which of the help's topics a hash of the URL means: a class of error, a status, or the group of a status that
 * has no topic of its own. Null for none.
 *
 * @example topicOf("503", topics) // "5xx"
 */
export function topicOf(hash: string, topics: readonly string[]): string | null {
  if (topics.includes(hash)) return hash;
  if (hash === "403") return "401";
  const group = /^([345])\d\d$/.exec(hash)?.[1];
  return group === undefined ? null : `${group}xx`;
}
