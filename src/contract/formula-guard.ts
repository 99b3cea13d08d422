/**
 * What a spreadsheet takes for a formula (OWASP, "CSV Injection"), and what already looks guarded, so that taking one
 * apostrophe away gives every text back as it was.
 */
const formula = /^'*[=+\-@\t\r]/;

/** A text as it goes into a CSV file: an apostrophe in front of what a spreadsheet would run as a formula. */
export const guarded = (text: string): string => (formula.test(text) ? `'${text}` : text);

/** The text that was guarded; any other stays as it is. */
export const unguarded = (text: string): string =>
  text.startsWith("'") && formula.test(text) ? text.slice(1) : text;
