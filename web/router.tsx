import type { QueryClient } from "@tanstack/react-query";
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from "@tanstack/react-router";
import { withQuery } from "./api/http.ts";
import { sessionQuery } from "./api/session.ts";
import { Crashed } from "./components/Crashed.tsx";
import { Shell } from "./components/Shell.tsx";
import { auditSearch } from "./routes/audit-search.ts";
import { deliveriesSearch } from "./routes/deliveries-search.ts";
import { leadsSearch } from "./routes/leads-search.ts";
import { processesSearch } from "./routes/processes-search.ts";
import { textsOf } from "./routes/search.ts";

const root = createRootRouteWithContext<{ client: QueryClient }>()({ errorComponent: Crashed });

const signIn = createRoute({
  getParentRoute: () => root,
  path: "/signed-out",
  validateSearch: textsOf(["to"] as const),
  component: lazyRouteComponent(() => import("./routes/sign-in.tsx"), "SignIn"),
});

/** Everything but sign-in: only with a session. */
const signedIn = createRoute({
  getParentRoute: () => root,
  id: "signed-in",
  component: Shell,
  beforeLoad: async ({ context, location }) => {
    const session = await context.client.ensureQueryData(sessionQuery);
    if (session === null) throw redirect({ to: "/signed-out", search: { to: location.href } });
  },
});

const under = { getParentRoute: () => signedIn };

const tree = root.addChildren([
  signIn,
  createRoute({
    getParentRoute: () => root,
    path: "/invitation",
    component: lazyRouteComponent(() => import("./routes/join.tsx"), "Join"),
  }),
  createRoute({
    getParentRoute: () => root,
    path: "/reset-password",
    component: lazyRouteComponent(() => import("./routes/join.tsx"), "ResetPassword"),
  }),
  signedIn.addChildren([
    createRoute({
      ...under,
      path: "/",
      validateSearch: processesSearch,
      component: lazyRouteComponent(() => import("./routes/processes.tsx"), "Processes"),
    }),
    createRoute({
      ...under,
      path: "/processes/$processId",
      component: lazyRouteComponent(() => import("./routes/process.tsx"), "ProcessPage"),
    }),
    createRoute({
      ...under,
      path: "/callbacks/$callbackId",
      component: lazyRouteComponent(() => import("./routes/callback-health.tsx"), "CallbackHealth"),
    }),
    createRoute({
      ...under,
      path: "/callbacks/$callbackId/receive",
      component: lazyRouteComponent(() => import("./routes/receiving-guide.tsx"), "ReceivingGuide"),
    }),
    createRoute({
      ...under,
      path: "/deliveries",
      validateSearch: deliveriesSearch,
      component: lazyRouteComponent(() => import("./routes/deliveries.tsx"), "Deliveries"),
    }),
    createRoute({
      ...under,
      path: "/leads",
      validateSearch: leadsSearch,
      component: lazyRouteComponent(() => import("./routes/leads.tsx"), "Leads"),
    }),
    createRoute({
      ...under,
      path: "/leads/import",
      validateSearch: textsOf(["processId"] as const),
      component: lazyRouteComponent(() => import("./routes/leads-import.tsx"), "LeadsImport"),
    }),
    createRoute({
      ...under,
      path: "/leads/$leadId",
      component: lazyRouteComponent(() => import("./routes/lead.tsx"), "LeadPage"),
    }),
    createRoute({
      ...under,
      path: "/inspector",
      validateSearch: textsOf(["id"] as const),
      component: lazyRouteComponent(() => import("./routes/inspector.tsx"), "InspectorPage"),
    }),
    createRoute({
      ...under,
      path: "/help",
      component: lazyRouteComponent(() => import("./routes/help.tsx"), "Help"),
    }),
    createRoute({
      ...under,
      path: "/help/$page",
      component: lazyRouteComponent(() => import("./routes/help-page.tsx"), "HelpPage"),
    }),
    createRoute({
      ...under,
      path: "/settings",
      component: lazyRouteComponent(() => import("./routes/settings.tsx"), "Settings"),
    }),
    createRoute({
      ...under,
      path: "/settings/people",
      component: lazyRouteComponent(() => import("./routes/people.tsx"), "People"),
    }),
    createRoute({
      ...under,
      path: "/settings/tokens",
      component: lazyRouteComponent(() => import("./routes/tokens.tsx"), "Tokens"),
    }),
    createRoute({
      ...under,
      path: "/settings/audit",
      validateSearch: auditSearch,
      component: lazyRouteComponent(() => import("./routes/audit.tsx"), "Audit"),
    }),
    createRoute({
      ...under,
      path: "/settings/projects",
      component: lazyRouteComponent(() => import("./routes/projects.tsx"), "Projects"),
    }),
  ]),
]);

/** The screens by path. What a list is filtered by stands in the URL. */
export const makeRouter = (client: QueryClient) =>
  createRouter({
    routeTree: tree,
    context: { client },
    defaultPreload: "intent",
    scrollRestoration: true,
    // All that screens keep in the URL is text: plain, so that an id of digits stays one, and no quotes stand there.
    parseSearch: (text) => Object.fromEntries(new URLSearchParams(text)),
    stringifySearch: (search) => withQuery("", search),
  });

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof makeRouter>;
  }
}
