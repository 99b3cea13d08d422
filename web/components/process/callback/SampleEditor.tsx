import { Textarea } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { PayloadFormat } from "../../../../src/contract/words.ts";
import { samplesQuery } from "../../../api/processes.ts";
import { useStrings } from "../../../strings/strings.ts";
import { ErrorState, RowsSkeleton } from "../../faces.tsx";
import { TextButton } from "../../TextButton.tsx";
import { useForm } from "../context.ts";
import { readObject } from "./read-object.ts";

/** The sample that a test sends, to be changed. It tells what is written: null for the sample, undefined for no object. */
export default function SampleEditor({
  format,
  onChange,
}: {
  format: PayloadFormat;
  onChange: (payload: object | null | undefined) => void;
}) {
  const { callback: words } = useStrings();
  const { processId } = useForm();
  const samples = useQuery(samplesQuery(processId));
  const [text, setText] = useState<string | null>(null);
  if (samples.isPending) return <RowsSkeleton rows={4} height={20} />;
  if (samples.isError) return <ErrorState error={samples.error} onRetry={() => void samples.refetch()} />;
  const write = (written: string | null) => {
    setText(written);
    onChange(written === null ? null : readObject(written));
  };
  return (
    <div>
      <Textarea
        aria-label={words.testEditLabel}
        autosize
        minRows={6}
        maxRows={18}
        spellCheck={false}
        styles={{ input: { fontFamily: "var(--mono)", fontSize: "12px", lineHeight: "18px" } }}
        value={text ?? JSON.stringify(samples.data[format], null, 2)}
        error={text !== null && readObject(text) === undefined ? words.testNoObject : null}
        onChange={(event) => write(event.currentTarget.value)}
      />
      {text !== null && <TextButton onClick={() => write(null)}>{words.testReset}</TextButton>}
    </div>
  );
}
