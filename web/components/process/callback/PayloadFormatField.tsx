import { Combobox, InputBase, useCombobox } from "@mantine/core";
import { lazy, Suspense, useState } from "react";
import { payloadFormats } from "../../../../src/contract/words.ts";
import { useStrings } from "../../../strings/strings.ts";
import { RowsSkeleton } from "../../faces.tsx";
import section from "../../Section.module.css";
import { Hint } from "../../Section.tsx";
import { TextButton } from "../../TextButton.tsx";
import { controlId } from "../controls.ts";
import classes from "./callback.module.css";
import type { FieldProps } from "./field.ts";

const Sample = lazy(() => import("./Sample.tsx"));

/** How much is sent: one of three, each with its sample in place. */
export function PayloadFormatField({ callback, set }: Omit<FieldProps, "findings">) {
  const { callback: words } = useStrings();
  const combobox = useCombobox({ onDropdownClose: () => combobox.resetSelectedOption() });
  const [sample, setSample] = useState(false);
  const id = controlId(callback.key, "payloadFormat");
  const { payloadFormat } = callback;
  return (
    <div className={section.field}>
      <span className={section.label} id={`${id}-label`}>
        {words.format}
      </span>
      <div className={section.control}>
        <Combobox
          store={combobox}
          onOptionSubmit={(value) => {
            set({ payloadFormat: payloadFormats.find((one) => one === value) ?? payloadFormat });
            combobox.closeDropdown();
          }}
        >
          <Combobox.Target targetType="button">
            <InputBase
              component="button"
              type="button"
              pointer
              multiline
              withAria={false}
              attributes={{
                input: {
                  id,
                  "aria-labelledby": `${id}-label ${id}-value`,
                  "aria-describedby": `${id}-help`,
                },
              }}
              rightSection={<Combobox.Chevron />}
              rightSectionPointerEvents="none"
              classNames={{ input: classes.choice }}
              onClick={() => combobox.toggleDropdown()}
            >
              <span id={`${id}-value`}>{words.formats[payloadFormat]}</span>
            </InputBase>
          </Combobox.Target>
          <Combobox.Dropdown>
            <Combobox.Options aria-labelledby={`${id}-label`}>
              {payloadFormats.map((format) => (
                <Combobox.Option key={format} value={format} active={format === payloadFormat}>
                  {words.formats[format]}
                </Combobox.Option>
              ))}
            </Combobox.Options>
          </Combobox.Dropdown>
        </Combobox>
        <Hint id={`${id}-help`}>
          {words.formatHelp[payloadFormat]}{" "}
          <TextButton aria-expanded={sample} onClick={() => setSample(!sample)}>
            {sample ? words.hideSample : words.seeSample}
          </TextButton>
        </Hint>
        {sample && (
          <Suspense fallback={<RowsSkeleton rows={4} height={20} />}>
            <Sample format={payloadFormat} />
          </Suspense>
        )}
      </div>
    </div>
  );
}
