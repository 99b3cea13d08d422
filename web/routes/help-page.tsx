import { loadPage } from "virtual:ringback-docs";
import { useQuery } from "@tanstack/react-query";
import { Link, useLocation, useParams } from "@tanstack/react-router";
import { useEffect } from "react";
import { EmptyState, ErrorState, RowsSkeleton } from "../components/faces.tsx";
import { DocText } from "../components/help/DocText.tsx";
import classes from "../components/help/doc.module.css";
import { headingOf } from "../components/help/heading-of.ts";
import { Page } from "../components/Page.tsx";
import type { DocPage } from "../docs/page.ts";
import { useStrings } from "../strings/strings.ts";

/** One page of the documentation. */
export function HelpPage() {
  const { nav, help } = useStrings();
  const { page: id } = useParams({ from: "/signed-in/help/$page" });
  const load = loadPage[id];
  const page = useQuery({
    queryKey: ["docs", id],
    queryFn: async () => (await load?.())?.default ?? null,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const { data } = page;
  return (
    <Page title={data?.title ?? nav.help} parent={{ label: nav.help, link: { to: "/help" } }}>
      {page.isPending && <RowsSkeleton rows={12} />}
      {page.isError && <ErrorState error={page.error} onRetry={() => void page.refetch()} />}
      {data === null && <EmptyState title={help.noPage} />}
      {data !== null && data !== undefined && <Shown page={data} id={id} />}
    </Page>
  );
}

function Shown({ page, id }: { page: DocPage; id: string }) {
  const hash = useLocation({ select: (location) => location.hash });
  const asked = headingOf(page, hash);
  useEffect(() => {
    if (asked !== null) document.getElementById(asked)?.scrollIntoView({ block: "start" });
  }, [asked]);
  return (
    <div className={classes.layout}>
      <DocText page={page} asked={asked} />
      <Contents page={page} id={id} />
    </div>
  );
}

/** The headings of a page, to go to. */
function Contents({ page, id }: { page: DocPage; id: string }) {
  const { help } = useStrings();
  const headings = page.headings.filter(({ depth }) => depth <= 3);
  if (headings.length < 2) return null;
  return (
    <nav className={classes.contents} aria-labelledby="contents">
      <h2 id="contents">{help.contents}</h2>
      <ul>
        {headings.map(({ id: heading, text, depth }) => (
          <li key={heading} data-depth={depth}>
            <Link to="/help/$page" params={{ page: id }} hash={heading}>
              {text}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
