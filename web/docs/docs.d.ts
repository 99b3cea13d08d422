declare module "virtual:ringback-docs" {
  export const groups: import("./page.ts").DocGroup[];
  /** Loads a page by its id. */
  export const loadPage: Record<string, () => Promise<{ default: import("./page.ts").DocPage }>>;
}
