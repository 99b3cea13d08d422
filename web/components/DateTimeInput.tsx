import { TextInput } from "@mantine/core";

/** A moment as the browser's own field takes it: the viewer's zone, whole minutes. */
function localText(at: string): string {
  const date = new Date(at);
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

/** A moment by date and time in the viewer's zone; ISO 8601 outside, null where it is empty. */
export function DateTimeInput({
  label,
  value,
  required = false,
  onChange,
}: {
  label: string;
  value: string | null;
  required?: boolean;
  onChange: (value: string | null) => void;
}) {
  return (
    <TextInput
      type="datetime-local"
      label={label}
      required={required}
      value={value === null ? "" : localText(value)}
      onChange={(event) => {
        const at = new Date(event.currentTarget.value);
        onChange(Number.isNaN(at.getTime()) ? null : at.toISOString());
      }}
    />
  );
}
