import { escapeHtml } from "../pages.ts";
import { curl } from "./curl.ts";
import type { OpenApi } from "./document.ts";
import { code, field, fields, inline, prose, schemaAnchor, typeWords } from "./html.ts";
import type { JsonSchema } from "./schemas.ts";

interface Parameter {
  $ref?: string;
  name?: string;
  in?: string;
  required?: boolean;
  description?: string;
  schema?: JsonSchema;
}
type Content = Record<string, { schema: JsonSchema; example?: unknown }>;
interface Response {
  $ref?: string;
  description?: string;
  content?: Content;
}

/** One entry of the reference: an operation or a webhook. */
interface Entry {
  id: string;
  group: string;
  method: string;
  path: string;
  operation: JsonSchema;
}

/** The API reference as a page: made from the document alone, whole without scripts but for search and copying. */
export function referencePage(document: OpenApi): string {
  const entries = entriesOf(document);
  const groups = [...Map.groupBy(entries, ({ group }) => group)];
  const schemas = Object.entries(document.components.schemas ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>API reference · Ringback</title>
<link rel="icon" href="/assets/favicon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/assets/reference.css">
<script src="/assets/reference.js"></script>
</head>
<body>
<a class="skip" href="#reference">Skip to the reference</a>
<header>
<a class="brand" href="/">Ringback</a>
<h1>API reference</h1>
<a href="/openapi.json">openapi.json</a>
<a href="/help/api">Help</a>
</header>
<div class="columns">
<nav aria-label="Routes">
<input type="search" id="search" placeholder="Search routes" aria-label="Search routes" autocomplete="off" spellcheck="false">
<p id="found" role="status"></p>
${groups.map(([group, of]) => navigation(group, of)).join("\n")}
<section><h2><a href="#schemas">Schemas</a></h2></section>
</nav>
<main id="reference" tabindex="-1">
<section class="intro">${prose(String(document.info.description))}
<p>This deployment: <code>${escapeHtml(document.servers[0]?.url ?? "")}</code>, version ${escapeHtml(document.info.version)}.</p></section>
${groups.map(([group, of]) => section(group, of, document)).join("\n")}
<section class="group" id="schemas"><h2>Schemas</h2>
${schemas.map(([name, schema]) => schemaArticle(name, schema)).join("\n")}
</section>
</main>
</div>
</body>
</html>
`;
}

const webhooksGroup = "What callbacks send";

function entriesOf(document: OpenApi): Entry[] {
  const all = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      id: String(operation.operationId),
      group: (operation.tags as string[])[0] ?? "",
      method: method.toUpperCase(),
      path,
      operation,
    })),
  );
  const order = document.tags.map(({ name }) => name);
  const sent = Object.entries(document.webhooks).map(([name, { post = {} }]) => ({
    id: `webhook-${name}`,
    group: webhooksGroup,
    method: "POST",
    path: name,
    operation: post,
  }));
  return [...all.sort((a, b) => order.indexOf(a.group) - order.indexOf(b.group)), ...sent];
}

/** What the search looks through. */
const searched = ({ method, path, operation }: Entry): string =>
  escapeHtml(`${method} ${path} ${String(operation.summary)}`.toLowerCase());

const badge = (method: string): string => `<span class="method ${method.toLowerCase()}">${method}</span>`;

function navigation(group: string, entries: readonly Entry[]): string {
  const links = entries.map(
    (entry) =>
      `<li data-search="${searched(entry)}"><a href="#${entry.id}">${badge(entry.method)} <span>${escapeHtml(String(entry.operation.summary))}</span></a></li>`,
  );
  return `<section><h2>${escapeHtml(group)}</h2><ul>${links.join("")}</ul></section>`;
}

function section(group: string, entries: readonly Entry[], document: OpenApi): string {
  const about = document.tags.find(({ name }) => name === group)?.description ?? webhooksAbout;
  const articles = entries.map((entry) => article(entry, document));
  return `<section class="group"><h2>${escapeHtml(group)}</h2>${prose(about)}${articles.join("\n")}</section>`;
}

const webhooksAbout =
  "Requests that Ringback makes to your Lead Update URLs, signed by Standard Webhooks. Times in them are milliseconds since 1970.";

function article(entry: Entry, document: OpenApi): string {
  const { id, method, path, operation, group } = entry;
  const scope = operation["x-scope"];
  const isWebhook = group === webhooksGroup;
  const about = operation.description === undefined ? "" : prose(String(operation.description));
  return `<article id="${id}" data-search="${searched(entry)}">
<h3><a href="#${id}">${escapeHtml(String(operation.summary))}</a></h3>
<p class="route">${badge(method)} <code>${escapeHtml(path)}</code>${scope === undefined ? "" : ` <span class="scope">scope <code>${String(scope)}</code></span>`}</p>
${about}
${parameters(operation)}
${requestBody(operation, isWebhook)}
${isWebhook ? "" : code(curl(document.servers[0]?.url ?? "", method, path, operation), `${String(operation.summary)} with curl`)}
${responses(operation, document)}
</article>`;
}

function parameters(operation: JsonSchema): string {
  // What every route takes alike stands in the introduction.
  const all = ((operation.parameters ?? []) as Parameter[]).filter(({ $ref }) => $ref === undefined);
  const places = [
    ["path", "In the path"],
    ["query", "Query"],
    ["header", "Headers"],
  ] as const;
  return places
    .map(([place, title]) => {
      const of = all.filter((parameter) => parameter.in === place);
      if (of.length === 0) return "";
      const items = of.map(({ name = "", required = false, description, schema = {} }) =>
        field(name, { ...schema, ...(description !== undefined && { description }) }, required),
      );
      return `<h4>${title}</h4><ul class="fields">${items.join("")}</ul>`;
    })
    .join("\n");
}

function requestBody(operation: JsonSchema, isWebhook: boolean): string {
  const body = operation.requestBody as { required: boolean; content: Content } | undefined;
  const [content] = Object.values(body?.content ?? {});
  if (body === undefined || content === undefined) return "";
  const example =
    isWebhook && content.example !== undefined
      ? code(JSON.stringify(content.example, null, 2), `An example of ${String(operation.summary)}`)
      : "";
  return `<h4>Body${body.required ? "" : ", may be left out"}</h4><p class="is">${typeWords(content.schema)}</p>${fields(content.schema)}${example}`;
}

function responses(operation: JsonSchema, document: OpenApi): string {
  const all = Object.entries(operation.responses as Record<string, Response>).map(([status, response]) => {
    const ref = response.$ref?.split("/").at(-1);
    const shared = document.components.responses ?? {};
    const { description = "", content }: Response = ref === undefined ? response : (shared[ref] ?? {});
    const [media] = Object.entries(content ?? {});
    const words = media === undefined ? "" : ` <span class="type">${escapeHtml(media[0])}</span>`;
    const head = `<code class="status">${status}</code> ${inline(description)}${words}`;
    const shown = media === undefined || ref !== undefined ? "" : fields(media[1].schema);
    const is = media === undefined ? "" : `<p class="is">${typeWords(media[1].schema)}</p>`;
    return shown === "" && ref !== undefined
      ? `<li>${head}</li>`
      : `<li>${shown === "" ? `${head}${is}` : `<details><summary>${head}</summary>${is}${shown}</details>`}</li>`;
  });
  return `<h4>Answers</h4><ul class="answers">${all.join("")}</ul>`;
}

function schemaArticle(name: string, schema: JsonSchema): string {
  const about = schema.description === undefined ? "" : prose(String(schema.description));
  const id = schemaAnchor(name);
  return `<article id="${id}" data-search="${escapeHtml(name.toLowerCase())}"><h3><a href="#${id}">${escapeHtml(name)}</a></h3>${about}<p class="is">${typeWords(schema)}</p>${fields(schema)}</article>`;
}
