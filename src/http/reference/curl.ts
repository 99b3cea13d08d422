import type { JsonSchema } from "./schemas.ts";

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

/** A request for a shell, with `$TOKEN` for the token and the names of ids where they go. */
export function curl(url: string, method: string, path: string, operation: JsonSchema): string {
  const body = operation.requestBody as { content: Record<string, { example?: unknown }> } | undefined;
  const example = body?.content["application/json"]?.example;
  const parameters = (operation.parameters ?? []) as {
    name?: string;
    in?: string;
    required?: boolean;
    example?: string;
  }[];
  const query = parameters
    .filter(({ in: place, required }) => place === "query" && required)
    .map(({ name = "" }) => `${name}=${name.toUpperCase()}`);
  const headers = parameters
    .filter(({ in: place, name }) => place === "header" && name !== "Last-Event-ID" && name !== undefined)
    .map(({ name, example }) => `-H ${quoted(`${name}: ${example ?? ""}`)}`);
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => name.toUpperCase());
  const address = `${url}${filled}${query.length > 0 ? `?${query.join("&")}` : ""}`;
  return [
    `curl ${method === "GET" ? "" : `-X ${method} `}${/[?&]/.test(address) ? quoted(address) : address}`,
    ...(operation["x-scope"] === undefined ? [] : ['-H "Authorization: Bearer $TOKEN"']),
    ...headers,
    ...(example === undefined
      ? []
      : ["-H 'Content-Type: application/json'", `-d ${quoted(JSON.stringify(example, null, 2))}`]),
  ].join(" \\\n  ");
}
