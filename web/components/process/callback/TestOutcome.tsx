import { Anchor } from "@mantine/core";
import { useState } from "react";
import type { TestResult } from "../../../api/callbacks.ts";
import { useStrings } from "../../../strings/strings.ts";
import { Exchange } from "../../exchange/Exchange.tsx";
import { Outcome, outcomeOf } from "../../exchange/Outcome.tsx";
import { formatDuration } from "../../format.ts";
import { StatusBadge } from "../../StatusBadge.tsx";
import { When } from "../../When.tsx";
import classes from "./callback.module.css";

/** What came of a test: the answer in a word, what to do about it, and on request everything that was sent. */
export default function TestOutcome({ result }: { result: TestResult }) {
  const strings = useStrings();
  const { callback: words } = strings;
  const [open, setOpen] = useState(false);
  return (
    <>
      <div className={classes.inline}>
        <StatusBadge status={result.success ? "delivered" : "failed"}>
          {outcomeOf(result, strings)}
        </StatusBadge>
        <span className="num soft">
          {words.testIn(formatDuration(result.timings.total))} <When at={result.at} />
        </span>
        <Anchor
          className={classes.push}
          component="button"
          type="button"
          size="md"
          aria-expanded={open}
          onClick={() => setOpen(!open)}
        >
          {open ? words.testHide : words.testSee}
        </Anchor>
      </div>
      {!result.success && <Outcome attempt={result} />}
      {open && <Exchange attempt={result} />}
    </>
  );
}
