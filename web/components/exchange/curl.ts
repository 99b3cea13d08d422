/** Headers that curl makes itself, from the URL, the connection and the body. */
const made = new Set(["host", "connection", "content-length", "transfer-encoding"]);

/** A word of a POSIX shell, whatever it holds. */
const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

/** A request as a curl command, a part a line. Masked secrets stay masked. */
export function curlOf(url: string, headers: Record<string, string>, body: string): string {
  // Braces and brackets in a URL are patterns to curl.
  const options = /[[\]{}]/.test(url) ? "curl --globoff" : "curl";
  const shown = Object.entries(headers).filter(([name]) => !made.has(name.toLowerCase()));
  return [
    `${options} ${quoted(url)}`,
    ...shown.map(([name, value]) => `-H ${quoted(`${name}: ${value}`)}`),
    // Not --data: that reads a file where the body begins with @.
    `--data-raw ${quoted(body)}`,
  ].join(" \\\n  ");
}
