import { useQuery } from "@tanstack/react-query";
import { operationalQuery } from "../../api/operational.ts";
import { useStrings } from "../../strings/strings.ts";
import { ErrorState, RowsSkeleton } from "../faces.tsx";
import { Section } from "../Section.tsx";
import { NoticesForm } from "./NoticesForm.tsx";

/** Where the project is told what happens to its callbacks. */
export function Notices() {
  const { notices: words } = useStrings();
  const stored = useQuery(operationalQuery);
  return (
    <Section title={words.title} note={words.note}>
      {stored.isPending && <RowsSkeleton rows={3} />}
      {stored.isError && <ErrorState error={stored.error} onRetry={() => void stored.refetch()} />}
      {stored.isSuccess && <NoticesForm key={stored.data?.id ?? "none"} stored={stored.data} />}
    </Section>
  );
}
