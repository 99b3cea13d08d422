import { Button, type ButtonProps } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type ComponentPropsWithRef, lazy, Suspense } from "react";
import { projectOf, sessionQuery } from "../api/session.ts";
import { useStrings } from "../strings/strings.ts";

/** Only for who may not: what opens beside a button is no part of the first load. */
const Told = lazy(() => import("./Told.tsx"));

/** What the person may do in the project that is chosen: `edit` what is worked with, `own` who may. */
export function useMay(): { edit: boolean; own: boolean } {
  const { data: session } = useQuery(sessionQuery);
  const role = projectOf(session ?? null)?.role;
  return { edit: role === "owner" || role === "editor", own: role === "owner" };
}

type Props = ButtonProps &
  Omit<ComponentPropsWithRef<"button">, keyof ButtonProps> & {
    /** Whose it is: an editor's by default. */
    may?: "edit" | "own";
  };

/** A button for those who may; for others it can be reached and does nothing, and says whom it is for. */
export function MayButton({ may = "edit", ...props }: Props) {
  const { may: words } = useStrings();
  if (useMay()[may]) return <Button {...props} />;
  const { onClick: _onClick, ...rest } = props;
  const refused = (
    <Button {...rest} data-disabled aria-disabled onClick={(event) => event.preventDefault()} />
  );
  return (
    <Suspense fallback={refused}>
      <Told what={words[may]}>{refused}</Told>
    </Suspense>
  );
}
