import { Group } from "@mantine/core";
import { type ReactNode, useMemo, useState } from "react";
import { useStrings } from "../../strings/strings.ts";
import { CopyButton } from "../Copy.tsx";
import { TextButton } from "../TextButton.tsx";
import classes from "./Exchange.module.css";
import { JsonTree } from "./JsonTree.tsx";
import { bodyOf } from "./json-tree.ts";

/** A request or a response as it went over the wire: its first line, its headers, its body. */
export function Message({
  label,
  first,
  headers,
  body,
  note,
}: {
  label: string;
  first: ReactNode;
  headers: Record<string, string | string[]>;
  body: string;
  /** Below the body: that it was cut. */
  note?: string;
}) {
  const { exchange } = useStrings();
  const [raw, setRaw] = useState(false);
  const parsed = useMemo(() => bodyOf(body), [body]);
  const lines = Object.entries(headers).flatMap(([name, value]) =>
    [value].flat().map((text, index) => ({ id: `${name} ${index}`, name: name.toLowerCase(), text })),
  );
  return (
    <section className={classes.message} aria-label={label}>
      <div className={classes.first}>{first}</div>
      {lines.map(({ id, name, text }) => (
        <div key={id} className={classes.line}>
          <span data-kind="name">{name}:</span> {text}
        </div>
      ))}
      <Group gap={8} className={classes.bodyBar}>
        <span>{exchange.body}</span>
        {parsed.kind === "json" && (
          <TextButton onClick={() => setRaw(!raw)}>{raw ? exchange.showFolded : exchange.showRaw}</TextButton>
        )}
        {parsed.kind !== "empty" && <CopyButton text={body} label={exchange.body} />}
      </Group>
      {parsed.kind === "empty" && <span data-kind="name">{exchange.noBody}</span>}
      {parsed.kind === "json" && !raw && <JsonTree value={parsed.value} />}
      {(parsed.kind === "text" || (parsed.kind === "json" && raw)) && (
        <div className={classes.text}>{body}</div>
      )}
      {note !== undefined && <div className={classes.note}>{note}</div>}
    </section>
  );
}
