/**
 * Reads the search parameters of a screen: the texts under `names`, nothing else, whatever stands in the URL. Not zod,
 * which would come to the first load.
 */
export const textsOf =
  <Name extends string>(names: readonly Name[]) =>
  (search: Record<string, unknown>): { [K in Name]?: string } =>
    Object.fromEntries(
      names.flatMap((name) => {
        const value = search[name];
        const text = typeof value === "number" || typeof value === "boolean" ? String(value) : value;
        return typeof text === "string" && text !== "" ? [[name, text]] : [];
      }),
    ) as { [K in Name]?: string };
