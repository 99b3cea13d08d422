import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useRef, useState } from "react";
import { useStrings } from "../../strings/strings.ts";
import { Hint } from "../Section.tsx";
import classes from "./import.module.css";

/** Chooses the file, by the button or by dropping it. */
export function ChooseFile({
  file,
  unreadable,
  disabled,
  onFile,
}: {
  file: File | null;
  unreadable: boolean;
  disabled: boolean;
  onFile: (file: File) => void;
}) {
  const { imports: words } = useStrings();
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const take = (files: FileList | null) => {
    const [chosen] = files ?? [];
    if (chosen !== undefined && !disabled) onFile(chosen);
  };
  return (
    <div>
      {/* Dropping is a shortcut for the mouse: the button does the same by keyboard. */}
      <section
        aria-label={words.choose}
        className={classes.drop}
        data-over={over || undefined}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          event.preventDefault();
          setOver(false);
          take(event.dataTransfer.files);
        }}
      >
        {file !== null && <span className={classes.name}>{file.name}</span>}
        <Button disabled={disabled} onClick={() => input.current?.click()}>
          {file === null ? words.choose : words.another}
        </Button>
        <span className="dim">{words.drop}</span>
        <input
          ref={input}
          type="file"
          hidden
          accept=".csv,.tsv,.txt,text/csv"
          aria-label={words.choose}
          onChange={(event) => {
            take(event.currentTarget.files);
            // The same file, mended, is another choice.
            event.currentTarget.value = "";
          }}
        />
      </section>
      {unreadable ? (
        <Hint tone="error">{words.unreadable}</Hint>
      ) : (
        <Hint>
          {words.about}{" "}
          <Link to="/help/$page" params={{ page: "csv" }}>
            {words.guide}
          </Link>
        </Hint>
      )}
    </div>
  );
}
