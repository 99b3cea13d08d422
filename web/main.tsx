import "@fontsource-variable/inter/wght.css";
import "@fontsource-variable/noto-sans-devanagari/wght.css";
import "./theme/mantine.css";
import "./theme/tokens.css";
import "./theme/base.css";
import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { lazy, StrictMode, Suspense } from "react";
import { createRoot } from "react-dom/client";
import { Problem, session } from "./api/http.ts";
import { closeLive } from "./api/live.ts";
import { sessionQuery } from "./api/session.ts";
import { language } from "./language.ts";
import { makeRouter } from "./router.tsx";
import { loadLanguage } from "./strings/strings.ts";
import { makeTheme } from "./theme/theme.ts";

document.documentElement.lang = language;

/** The page's policy allows only styles that carry this answer's nonce. */
const nonce = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? "";
// Where the libraries below Mantine look for it.
Object.assign(window, { __webpack_nonce__: nonce });

const client = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      // What was refused stays refused; an outage is waited for a little.
      retry: (count, error) =>
        count < 2 && error instanceof Problem && (error.status === 0 || error.status === 503),
    },
  },
});
const router = makeRouter(client);

/** Nothing is told before something was done, so what tells it comes after the first screen. */
const Notices = lazy(() => import("./components/Notices.tsx"));

session.onEnd = () => {
  closeLive();
  client.setQueryData(sessionQuery.queryKey, null);
  void router.navigate({ to: "/signed-out", search: { to: router.state.location.href } });
};

const place = document.getElementById("root");
if (place === null) throw new Error("index.html has no #root");
const root = createRoot(place);
void loadLanguage().then((strings) =>
  root.render(
    <StrictMode>
      <MantineProvider theme={makeTheme(strings)} defaultColorScheme="auto" getStyleNonce={() => nonce}>
        <QueryClientProvider client={client}>
          <RouterProvider router={router} />
          <Suspense>
            <Notices />
          </Suspense>
        </QueryClientProvider>
      </MantineProvider>
    </StrictMode>,
  ),
);
