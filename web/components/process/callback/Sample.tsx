import { useQuery } from "@tanstack/react-query";
import type { PayloadFormat } from "../../../../src/contract/words.ts";
import { samplesQuery } from "../../../api/processes.ts";
import { useStrings } from "../../../strings/strings.ts";
import { CopyButton } from "../../Copy.tsx";
import exchange from "../../exchange/Exchange.module.css";
import { JsonTree } from "../../exchange/JsonTree.tsx";
import { ErrorState, RowsSkeleton } from "../../faces.tsx";
import { useForm } from "../context.ts";
import classes from "./callback.module.css";

/** What a format sends, with the names of this process. */
export default function Sample({ format }: { format: PayloadFormat }) {
  const { callback } = useStrings();
  const { processId } = useForm();
  const samples = useQuery(samplesQuery(processId));
  if (samples.isPending) return <RowsSkeleton rows={4} height={20} />;
  if (samples.isError) return <ErrorState error={samples.error} onRetry={() => void samples.refetch()} />;
  const sample = samples.data[format];
  return (
    <div className={`${exchange.message} ${classes.sample}`}>
      <div className={classes.copy}>
        <CopyButton text={JSON.stringify(sample, null, 2)} label={callback.sample} />
      </div>
      <JsonTree key={format} value={sample} />
    </div>
  );
}
