import { Button, SegmentedControl } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { type GuidedCallback, guidedCallbackQuery, receiverKey } from "../api/guide.ts";
import { CodeBlock } from "../components/CodeBlock.tsx";
import { CopyButton } from "../components/Copy.tsx";
import { ErrorState, RowsSkeleton, wordsOf } from "../components/faces.tsx";
import classes from "../components/help/help.module.css";
import { Page } from "../components/Page.tsx";
import { Field, Hint, Section } from "../components/Section.tsx";
import { curl } from "../guide/curl.ts";
import type { Receiving } from "../guide/snippet.ts";
import { snippets } from "../guide/snippets.ts";
import { useStrings } from "../strings/strings.ts";

/** How to receive one callback, as code in several languages with its own names in it. */
export function ReceivingGuide() {
  const { guide: words, nav } = useStrings();
  const { callbackId } = useParams({ from: "/signed-in/callbacks/$callbackId/receive" });
  const callback = useQuery(guidedCallbackQuery(callbackId));
  const { data } = callback;
  return (
    <Page
      title={data === undefined ? nav.help : words.title(data.name)}
      parent={{ label: nav.help, link: { to: "/help" } }}
      actions={
        data !== undefined && (
          <Button
            variant="default"
            renderRoot={(props) => (
              <Link {...props} to="/processes/$processId" params={{ processId: data.processId }} />
            )}
          >
            {words.toCallback}
          </Button>
        )
      }
    >
      {callback.isPending && <RowsSkeleton rows={10} />}
      {callback.isError && <ErrorState error={callback.error} onRetry={() => void callback.refetch()} />}
      {data !== undefined && <Guide callback={data} />}
    </Page>
  );
}

const headerOf = ({ auth }: GuidedCallback): string | null =>
  auth.type === "none" ? null : auth.type === "bearer" ? "Authorization" : auth.key;

function Guide({ callback }: { callback: GuidedCallback }) {
  const { guide: words } = useStrings();
  const [language, setLanguage] = useState(snippets[0]?.language ?? "");
  const snippet = snippets.find((one) => one.language === language) ?? snippets[0];
  const authHeader = headerOf(callback);
  const path = URL.parse(callback.url)?.pathname ?? "/";
  const receiving: Receiving = { signing: callback.signing, authHeader, path };
  return (
    <div className={classes.page}>
      <p className="soft">{words.intro}</p>
      <Section title={words.secret}>
        <Secret callback={callback} />
        {authHeader !== null && (
          <Field label={words.auth}>
            <Hint>{words.authHint(authHeader)}</Hint>
          </Field>
        )}
      </Section>
      {snippet !== undefined && (
        <section className={classes.code}>
          <SegmentedControl
            aria-label={words.language}
            data={snippets.map((one) => one.language)}
            value={snippet.language}
            onChange={setLanguage}
          />
          <CodeBlock code={snippet.code(receiving)} language={snippet.highlight} label={snippet.file} />
          <h3>{words.run}</h3>
          <CodeBlock code={snippet.run} language="bash" label={words.run} />
        </section>
      )}
      <section className={classes.code}>
        <h2>{words.curl}</h2>
        {callback.signing === "v1" ? (
          <>
            <p className="dim">{words.curlHint}</p>
            <CodeBlock code={curl(receiving, callback.url)} language="bash" label={words.curl} />
          </>
        ) : (
          <p className="dim">{words.noCurl}</p>
        )}
      </section>
    </div>
  );
}

/** What the receiver verifies with, shown only when it is asked for: each reading is recorded. */
function Secret({ callback }: { callback: GuidedCallback }) {
  const strings = useStrings();
  const { guide: words } = strings;
  const reading = useMutation({ mutationFn: () => receiverKey(callback.id) });
  return (
    <Field label="RINGBACK_SECRET">
      {reading.data === undefined ? (
        <Button loading={reading.isPending} onClick={() => reading.mutate()}>
          {words.reveal}
        </Button>
      ) : (
        <div className={classes.secret}>
          <span className="mono">{reading.data}</span>
          <CopyButton text={reading.data} label={words.secret} />
        </div>
      )}
      {reading.error !== null && <Hint tone="error">{wordsOf(reading.error, strings)}</Hint>}
      <Hint>{words.secretHint(callback.signing)}</Hint>
    </Field>
  );
}
