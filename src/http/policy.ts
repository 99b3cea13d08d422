/**
 * What pages may load (Content-Security-Policy, level 3): their own origin alone, and no inline script.
 *
 * @param nonce of this answer: the one mark by which inline styles are allowed; null for none
 */
export function pagePolicy(publicUrl: string, nonce: string | null = null): string {
  const own = nonce === null ? "'self'" : `'self' 'nonce-${nonce}'`;
  return [
    "default-src 'self'",
    `script-src ${own}`,
    `style-src ${own}`,
    // React sets single styles by script, which no policy forbids; no attribute in HTML may.
    "style-src-attr 'none'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    // Without TLS it would turn the page's own requests into ones that nothing answers.
    ...(publicUrl.startsWith("https://") ? ["upgrade-insecure-requests"] : []),
  ].join("; ");
}
