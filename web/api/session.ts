import { queryOptions } from "@tanstack/react-query";
import type { Role } from "../../src/contract/words.ts";
import { api, chosenProject, Problem } from "./http.ts";

export interface Session {
  /** Null in the local form, where the printed link signs in. */
  user: { id: string; email: string; name: string } | null;
  projects: { id: string; name: string; role: Role }[];
  expiresAt: string;
}

/** Who is signed in, or null. */
export const sessionQuery = queryOptions({
  queryKey: ["session"],
  queryFn: async ({ signal }): Promise<Session | null> => {
    try {
      const session = await api.get<Session>("/api/v1/session", {}, signal);
      // One that they were taken out of would be asked for again and again.
      if (!session.projects.some(({ id }) => id === chosenProject.get())) chosenProject.forget();
      return session;
    } catch (error) {
      if (error instanceof Problem && error.status === 401) return null;
      throw error;
    }
  },
  staleTime: Number.POSITIVE_INFINITY,
});

export const signIn = (email: string, password: string): Promise<unknown> =>
  api.post("/api/v1/session", { email, password });

export const signOut = (): Promise<unknown> => api.delete("/api/v1/session");

/** The project that requests are for: the one chosen in this browser, else the first. */
export const projectOf = (session: Session | null): Session["projects"][number] | null =>
  session?.projects.find(({ id }) => id === chosenProject.get()) ?? session?.projects[0] ?? null;

export const chosenProjectId = (session: Session | null): string | null => projectOf(session)?.id ?? null;

/** Goes to another project. Everything on the page is of the one before, so it is loaded anew. */
export function openProject(id: string): void {
  chosenProject.set(id);
  window.location.assign("/");
}
