import { useQuery } from "@tanstack/react-query";
import { Link, useLocation } from "@tanstack/react-router";
import { useEffect } from "react";
import { guidedCallbacksQuery } from "../api/guide.ts";
import classes from "../components/help/help.module.css";
import { topicOf } from "../components/help/help-topic.ts";
import { Page } from "../components/Page.tsx";
import { useStrings } from "../strings/strings.ts";

/** What a person needs to know to get a first delivery, to receive well, and to mend what does not arrive. */
export function Help() {
  const { nav, help } = useStrings();
  const topics = Object.entries(help.topics);
  const hash = useLocation({ select: (location) => location.hash });
  const asked = topicOf(
    hash,
    topics.map(([id]) => id),
  );
  useEffect(() => {
    if (asked !== null) document.getElementById(asked)?.scrollIntoView({ block: "center" });
  }, [asked]);
  return (
    <Page title={nav.help}>
      <div className={classes.page}>
        <section>
          <h2>{help.startTitle}</h2>
          <Steps steps={help.start} />
        </section>
        <section>
          <h2>{help.receivingTitle}</h2>
          <Steps steps={help.receiving} />
          <h3>{help.guide}</h3>
          <Guides />
        </section>
        <section>
          <h2>{help.troublesTitle}</h2>
          <p className="dim">{help.troublesNote}</p>
          <dl className={classes.topics}>
            <div>
              <dt>{help.errorsTitle}</dt>
              <dd>{help.errors}</dd>
            </div>
            {topics.map(([id, { title, text }]) => (
              <div key={id} id={id} data-asked={id === asked || undefined}>
                <dt>{title}</dt>
                <dd>{text}</dd>
              </div>
            ))}
          </dl>
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
        <section>
          <h2>{help.apiTitle}</h2>
          <p>{help.api}</p>
        </section>
      </div>
    </Page>
  );
}

function Steps({ steps }: { steps: readonly string[] }) {
  return (
    <ol className={classes.steps}>
      {steps.map((step) => (
        <li key={step}>{step}</li>
      ))}
    </ol>
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
