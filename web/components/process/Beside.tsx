import { Link } from "@tanstack/react-router";
import { lazy, Suspense } from "react";
import { useStrings } from "../../strings/strings.ts";
import { useMedia } from "../useMedia.ts";
import classes from "./beside.module.css";
import type { CallbackDraft } from "./draft.ts";

const Lately = lazy(() => import("./Lately.tsx"));
const Sample = lazy(() => import("./callback/Sample.tsx"));

/** Beside the form on wide windows: what was sent lately, and what a backend gets. */
export function Beside({ callbacks }: { callbacks: readonly CallbackDraft[] }) {
  const { process } = useStrings();
  // Elsewhere the column has no room: it is not drawn, and reads nothing.
  const isWide = useMedia("(min-width: 1201px)");
  const first = callbacks[0];
  if (!isWide || first === undefined) return null;
  return (
    <aside className={classes.beside}>
      {first.id !== null && (
        <Suspense>
          <Lately id={first.id} name={first.name} />
        </Suspense>
      )}
      <h2>{process.backendGets}</h2>
      <Suspense>
        <Sample format={first.payloadFormat} />
      </Suspense>
      {first.id !== null && (
        <Link to="/callbacks/$callbackId/receive" params={{ callbackId: first.id }}>
          {process.receiveIn}
        </Link>
      )}
    </aside>
  );
}
