import { Tabs } from "@mantine/core";
import { useClipboard } from "@mantine/hooks";
import type { Attempt } from "../../api/deliveries.ts";
import { useStrings } from "../../strings/strings.ts";
import { TextButton } from "../TextButton.tsx";
import { curlOf } from "./curl.ts";
import classes from "./Exchange.module.css";
import { Message } from "./Message.tsx";
import { statusLine } from "./status-line.ts";
import { Timing } from "./Timing.tsx";

/**
 * One attempt as a person reads it: what was sent, what came back, and where the time went. What went wrong, and what to
 * do about it, is told by `Outcome`.
 */
export function Exchange({ attempt }: { attempt: Attempt }) {
  const { exchange, common } = useStrings();
  const { copied, copy } = useClipboard({ timeout: 1_500 });
  const { request, response, url } = attempt;
  return (
    <div className={classes.exchange}>
      <Tabs
        defaultValue="request"
        keepMounted={false}
        variant="none"
        classNames={{ list: classes.tabs, tab: classes.tab }}
      >
        <div className={classes.head}>
          <Tabs.List>
            <Tabs.Tab value="request">{exchange.request}</Tabs.Tab>
            <Tabs.Tab value="response">{exchange.response}</Tabs.Tab>
          </Tabs.List>
          <TextButton
            title={exchange.curlNote}
            onClick={() => copy(curlOf(url, request.headers, request.body))}
          >
            <span aria-live="polite">{copied ? common.copied : exchange.copyAsCurl}</span>
          </TextButton>
        </div>
        <Tabs.Panel value="request">
          <Message
            label={exchange.request}
            first={
              <>
                <span data-kind="name">POST</span> {url}
              </>
            }
            headers={request.headers}
            body={request.body}
          />
        </Tabs.Panel>
        <Tabs.Panel value="response">
          {response === null ? (
            <p className={classes.nothing}>{exchange.noResponse}</p>
          ) : (
            <Message
              label={exchange.response}
              first={statusLine(response.statusCode)}
              headers={response.headers}
              body={response.body}
              {...(response.truncated && { note: exchange.cut })}
            />
          )}
        </Tabs.Panel>
      </Tabs>
      <Timing timings={attempt.timings} />
    </div>
  );
}
