import { TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { attemptErrorClasses } from "../../../src/contract/delivery.ts";
import { triggers } from "../../../src/contract/words.ts";
import { callbackChoicesQuery, processChoicesQuery } from "../../api/choices.ts";
import { useStrings } from "../../strings/strings.ts";
import { statusLine } from "../exchange/status-line.ts";
import { shortId } from "../format.ts";
import { TextButton } from "../TextButton.tsx";
import { type DeliverySearch, isNarrowed, rangeOf, rangeText } from "./filters.ts";
import { Clear, Pick } from "./Pick.tsx";
import { TimePick } from "./TimePick.tsx";
import classes from "./Toolbar.module.css";

const shownStatuses = ["delivered", "waiting", "retrying", "held", "failed", "skipped"] as const;
/** Answers that are offered; any other code can be typed. */
const offeredCodes = [200, 400, 401, 403, 404, 405, 410, 413, 429, 500, 502, 503, 504];

/** What the list is narrowed by; all of it stands in the URL. */
export function Toolbar({
  search,
  leadName,
  onChange,
}: {
  search: DeliverySearch;
  /** Of the lead that the list is narrowed to, where a row told it. */
  leadName: string | null;
  onChange: (changes: DeliverySearch) => void;
}) {
  const strings = useStrings();
  const { deliveries, statuses, errorClasses } = strings;
  const processes = useQuery(processChoicesQuery);
  const callbacks = useQuery(callbackChoicesQuery(search.processId));
  const one = (value: string | undefined): string[] => (value === undefined ? [] : [value]);
  return (
    <search className={classes.bar} aria-label={deliveries.filters}>
      <SearchField value={search.q ?? ""} onChange={(q) => onChange({ q })} />
      <Pick
        label={deliveries.status}
        multiple
        chosen={search.status?.split(",") ?? []}
        options={shownStatuses.map((value) => ({ value, label: statuses[value] }))}
        onChange={(chosen) => onChange({ status: chosen.length === 0 ? undefined : chosen.join(",") })}
      />
      <Pick
        label={deliveries.process}
        searchable
        chosen={one(search.processId)}
        options={(processes.data ?? []).map(({ id, name }) => ({ value: id, label: name }))}
        onChange={([processId]) => onChange({ processId, callbackId: undefined })}
      />
      <Pick
        label={deliveries.callback}
        searchable
        chosen={one(search.callbackId)}
        options={(callbacks.data ?? []).map(({ id, name, processName }) => ({
          value: id,
          label: search.processId === undefined ? `${name} · ${processName}` : name,
        }))}
        onChange={([callbackId]) => onChange({ callbackId })}
      />
      <Pick
        label={deliveries.trigger}
        chosen={one(search.trigger)}
        options={triggers.map((value) => ({ value, label: strings.triggers[value] }))}
        onChange={([trigger]) => onChange({ trigger })}
      />
      <Pick
        label={deliveries.answer}
        searchable
        placeholder={deliveries.typeCode}
        typed={(text) => (/^[1-5]\d\d$/.test(text) ? { value: text, label: statusLine(Number(text)) } : null)}
        chosen={one(search.errorClass ?? search.statusCode)}
        chosenLabel={search.errorClass === undefined ? search.statusCode : undefined}
        options={[
          ...attemptErrorClasses.map((value) => ({ value, label: errorClasses[value] })),
          ...offeredCodes.map((code) => ({ value: String(code), label: statusLine(code) })),
        ]}
        onChange={([answer]) =>
          onChange(
            answer !== undefined && /^\d/.test(answer)
              ? { statusCode: answer, errorClass: undefined }
              : { statusCode: undefined, errorClass: answer },
          )
        }
      />
      {search.leadId !== undefined && (
        <div className={classes.filter} data-set>
          <span className={classes.pick}>
            {deliveries.lead} <b>{leadName ?? shortId(search.leadId)}</b>
          </span>
          <Clear label={deliveries.lead} onClear={() => onChange({ leadId: undefined })} />
        </div>
      )}
      <TimePick range={rangeOf(search)} onChange={(range) => onChange({ range: rangeText(range) })} />
      {isNarrowed(search) && (
        <TextButton
          onClick={() =>
            onChange({
              q: undefined,
              status: undefined,
              processId: undefined,
              callbackId: undefined,
              trigger: undefined,
              statusCode: undefined,
              errorClass: undefined,
              leadId: undefined,
            })
          }
        >
          {deliveries.clearAll}
        </TextButton>
      )}
    </search>
  );
}

/** The field follows the URL, and the URL follows the field once typing has paused. */
function SearchField({ value, onChange }: { value: string; onChange: (q: string | undefined) => void }) {
  const { deliveries } = useStrings();
  const [text, setText] = useState(value);
  useEffect(() => setText(value), [value]);
  const change = useDebouncedCallback((next: string) => onChange(next.trim() || undefined), 300);
  return (
    <TextInput
      className={classes.search}
      type="search"
      aria-label={deliveries.search}
      placeholder={deliveries.search}
      leftSection={<IconSearch size={14} aria-hidden />}
      maxLength={256}
      value={text}
      onChange={(event) => {
        setText(event.currentTarget.value);
        change(event.currentTarget.value);
      }}
    />
  );
}
