/** The type of what `page` makes. */
export const pageType = "text/html; charset=utf-8";

/** Where the stylesheet of these pages is. */
export const stylesheetPath = "/pages.css";

/** A text as it stands inside HTML. */
export const escapeHtml = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

/** A small page of our own: it asks for nothing but its stylesheet, and works without scripts. */
export function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)} · Ringback</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="${stylesheetPath}">
</head>
<body>
<main>
<p class="brand">Ringback</p>
${body}
</main>
</body>
</html>
`;
}

/** The stylesheet of these pages, light or dark as the person's system is. */
export const stylesheet = `:root {
  --bg: #fff; --sunken: #f7f7f8; --line: #e4e4e7; --ink: #18181b; --ink-2: #52525b; --accent: #2456d6; --ok: #116932;
  color-scheme: light dark;
}
@media (prefers-color-scheme: dark) {
  :root {
    --bg: #0f0f11; --sunken: #1c1c1f; --line: #2a2a2e; --ink: #f1f1f3; --ink-2: #b4b4bd; --accent: #8fb0ff; --ok: #6fd493;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--bg); color: var(--ink); font: 14px/21px Inter, system-ui, sans-serif; }
main { max-width: 720px; margin: 0 auto; padding: 48px 24px 64px; }
.brand { margin: 0 0 32px; font-weight: 650; letter-spacing: -0.01em; }
h1 { margin: 0 0 8px; font-size: 20px; line-height: 28px; font-weight: 600; letter-spacing: -0.01em; }
h2 { margin: 32px 0 8px; font-size: 14px; line-height: 21px; font-weight: 600; }
p { margin: 0 0 12px; color: var(--ink-2); }
.running { color: var(--ok); font-weight: 550; }
a { color: var(--accent); }
pre, code { font: 12.5px/20px ui-monospace, "SF Mono", "Cascadia Mono", "DejaVu Sans Mono", monospace; }
pre {
  margin: 0 0 12px; padding: 12px 16px; background: var(--sunken); border: 1px solid var(--line); border-radius: 6px;
  white-space: pre-wrap; overflow-wrap: anywhere;
}
ul { margin: 0 0 12px; padding: 0; list-style: none; border-top: 1px solid var(--line); }
li { display: flex; flex-wrap: wrap; gap: 0 16px; padding: 8px 0; border-bottom: 1px solid var(--line); color: var(--ink-2); }
li > :first-child { flex: 0 0 220px; }
li > :last-child { flex: 1 1 280px; }
`;
