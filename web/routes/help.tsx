import { groups } from "virtual:ringback-docs";
import { TextInput } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { guidedCallbacksQuery } from "../api/guide.ts";
import doc from "../components/help/doc.module.css";
import classes from "../components/help/help.module.css";
import { searchDocs } from "../components/help/search-docs.ts";
import { Page } from "../components/Page.tsx";
import { useStrings } from "../strings/strings.ts";

/** The documentation: its pages, what is found in them, code for each callback, and the keys. */
export function Help() {
  const { nav, help } = useStrings();
  const [query, setQuery] = useState("");
  return (
    <Page title={nav.help}>
      <div className={doc.index}>
        <TextInput
          type="search"
          value={query}
          onChange={(event) => setQuery(event.currentTarget.value)}
          placeholder={help.search}
          aria-label={help.search}
          leftSection={<IconSearch size={15} aria-hidden />}
        />
        {query.trim() === "" ? <Everything /> : <Found query={query} />}
      </div>
    </Page>
  );
}

function Everything() {
  const { help } = useStrings();
  return (
    <>
      {groups.map(({ title, pages }) => (
        <section key={title}>
          <h2 lang="en">{title}</h2>
          <ul className={doc.pages} lang="en">
            {pages.map((page) => (
              <li key={page.id}>
                <Link to="/help/$page" params={{ page: page.id }}>
                  {page.title}
                </Link>
                <p>{page.about}</p>
              </li>
            ))}
          </ul>
        </section>
      ))}
      <section>
        <h2>{help.reference}</h2>
        <ul className={doc.pages}>
          <li>
            {/* A page of the server's own. */}
            <a href="/docs">/docs</a>
            <p>{help.referenceAbout}</p>
          </li>
        </ul>
      </section>
      <section>
        <h2>{help.guide}</h2>
        <Guides />
      </section>
      <section>
        <h2>{help.shortcutsTitle}</h2>
        <dl className={classes.keys}>
          {help.shortcuts.map(({ keys, does }) => (
            <div key={keys}>
              <dt>
                {keys.split(" ").map((key) => (
                  <kbd key={key}>{key}</kbd>
                ))}
              </dt>
              <dd>{does}</dd>
            </div>
          ))}
        </dl>
      </section>
    </>
  );
}

function Found({ query }: { query: string }) {
  const { help } = useStrings();
  const hits = searchDocs(groups, query);
  return (
    <section>
      <p role="status" className="dim">
        {help.found(hits.length)}
      </p>
      {hits.length > 0 && (
        <ul className={doc.pages} lang="en">
          {hits.map(({ page, heading, title, about }) => (
            <li key={`${page}#${heading?.id ?? ""}`}>
              <Link to="/help/$page" params={{ page }} hash={heading?.id ?? ""}>
                {heading?.text ?? title}
              </Link>
              <p>{heading === null ? about : title}</p>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

/** The receiving guide of each callback. */
function Guides() {
  const { help } = useStrings();
  const callbacks = useQuery(guidedCallbacksQuery);
  const known = callbacks.data ?? [];
  if (known.length === 0) return <p className="dim">{help.noCallback}</p>;
  return (
    <ul className={classes.guides}>
      {known.map(({ id, name, processName }) => (
        <li key={id}>
          <Link to="/callbacks/$callbackId/receive" params={{ callbackId: id }}>
            {name}
          </Link>
          <span className="dim">{processName}</span>
        </li>
      ))}
    </ul>
  );
}
