import { Checkbox, Input, Select, Textarea } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import { useStrings } from "../../strings/strings.ts";
import { Collapsible } from "../Collapsible.tsx";
import { formatNumber } from "../format.ts";
import { Field, Hint } from "../Section.tsx";
import { useForm } from "./context.ts";
import { processControlId } from "./controls.ts";
import { countries } from "./countries.ts";
import type { ProcessDraft } from "./draft.ts";
import classes from "./process.module.css";

/** Name, description, default country, duplicates. */
export function Details({
  draft,
  error,
  leads,
}: {
  draft: ProcessDraft;
  /** What is wrong with a field, or null. */
  error: (field: string) => string | null;
  /** How many leads the process has; null while that is not known. */
  leads: number | null;
}) {
  const { process } = useStrings();
  const { processId, readOnly, dispatch } = useForm();
  const [folded, setFolded] = useState(true);
  const set = (
    fields: Partial<Pick<ProcessDraft, "name" | "description" | "defaultCountry" | "allowDuplicates">>,
  ) => dispatch({ type: "fields", fields });
  const wrong = {
    name: error("name"),
    description: error("description"),
    country: error("defaultCountry"),
  };
  const open = !folded || Object.values(wrong).some((message) => message !== null);
  const nameId = processControlId("name");
  const list = useMemo(() => countries(draft.defaultCountry), [draft.defaultCountry]);
  return (
    <Collapsible
      title={process.details}
      open={open}
      onToggle={() => setFolded(open)}
      note={
        leads !== null && (
          <Link className="dim num" to="/leads" search={{ processId }}>
            {process.leads(leads, formatNumber(leads))}
          </Link>
        )
      }
    >
      <fieldset disabled={readOnly} className={classes.plain}>
        <Field label={process.name} htmlFor={nameId}>
          <Input
            withAria={false}
            attributes={{
              input: {
                id: nameId,
                "aria-invalid": wrong.name !== null,
                "aria-describedby": wrong.name === null ? undefined : `${nameId}-error`,
              },
            }}
            value={draft.name}
            error={wrong.name !== null}
            onChange={(event) => set({ name: event.currentTarget.value })}
          />
          {wrong.name !== null && (
            <Hint tone="error" id={`${nameId}-error`}>
              {wrong.name}
            </Hint>
          )}
        </Field>
        <Field label={process.description} htmlFor={processControlId("description")}>
          <Textarea
            id={processControlId("description")}
            autosize
            minRows={2}
            maxRows={8}
            value={draft.description}
            error={wrong.description}
            onChange={(event) => set({ description: event.currentTarget.value })}
          />
        </Field>
        <Field label={process.defaultCountry} htmlFor={processControlId("defaultCountry")}>
          <Select
            id={processControlId("defaultCountry")}
            data={list}
            value={draft.defaultCountry}
            searchable
            allowDeselect={false}
            maxDropdownHeight={260}
            error={wrong.country}
            disabled={readOnly}
            onChange={(value) => value !== null && set({ defaultCountry: value })}
          />
          <Hint>{process.countryHelp}</Hint>
        </Field>
        <Field label={process.duplicates}>
          <Checkbox
            mt={7}
            label={process.allowDuplicates}
            aria-describedby={processControlId("duplicates-help")}
            checked={draft.allowDuplicates}
            onChange={(event) => set({ allowDuplicates: event.currentTarget.checked })}
          />
          <Hint id={processControlId("duplicates-help")}>{process.duplicatesHelp}</Hint>
        </Field>
      </fieldset>
    </Collapsible>
  );
}
