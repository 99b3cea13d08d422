import { useState } from "react";
import type { TestResult } from "../../../api/callbacks.ts";
import { useStrings } from "../../../strings/strings.ts";
import { Exchange } from "../../exchange/Exchange.tsx";
import { Outcome, outcomeOf } from "../../exchange/Outcome.tsx";
import { formatDuration } from "../../format.ts";
import { StatusBadge } from "../../StatusBadge.tsx";
import { TextButton } from "../../TextButton.tsx";
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
        <span className={classes.push}>
          <TextButton aria-expanded={open} onClick={() => setOpen(!open)}>
            {open ? words.testHide : words.testSee}
          </TextButton>
        </span>
      </div>
      {!result.success && <Outcome attempt={result} />}
      {open && <Exchange attempt={result} />}
    </>
  );
}
