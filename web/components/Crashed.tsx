import { Button } from "@mantine/core";
import { useStrings } from "../strings/strings.ts";
import { EmptyState } from "./faces.tsx";

/** What is shown in place of a screen that a bug stopped. */
export function Crashed() {
  const { errors } = useStrings();
  return (
    <EmptyState
      title={errors.crashed}
      action={<Button onClick={() => window.location.reload()}>{errors.reload}</Button>}
    >
      {errors.crashedHelp}
    </EmptyState>
  );
}
