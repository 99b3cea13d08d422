import { session, signedIn } from "../../contract/answers/account.ts";
import { signInBody } from "../routes/sign-in.ts";
import { noContent, type Operations, ok } from "./operation.ts";

/** What `routes/sign-in.ts` registers, but for the page that a sign-in link leads to. */
export const sessions: Operations = {
  "GET /api/v1/session": {
    tag: "Sessions",
    summary: "See who is signed in",
    answers: ok(session, "The person and their projects"),
    errors: [401, 403],
  },
  "POST /api/v1/session": {
    tag: "Sessions",
    summary: "Sign in",
    description:
      "Sets the session cookie. After ten failures of an address, or twenty of an account, within a quarter of an hour one has to wait.",
    body: { schema: signInBody, example: { email: "asha@example.com", password: "…" } },
    answers: ok(signedIn, "Signed in"),
    errors: [401, 429],
  },
  "DELETE /api/v1/session": {
    tag: "Sessions",
    summary: "Sign out",
    answers: noContent("Signed out"),
    errors: [401, 403],
  },
};
