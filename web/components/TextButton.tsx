import { UnstyledButton } from "@mantine/core";
import type { ComponentProps } from "react";
import classes from "./TextButton.module.css";

/** A button that reads as a link, for what goes nowhere. */
export function TextButton(props: Omit<ComponentProps<"button">, "className" | "type">) {
  return <UnstyledButton {...props} className={classes.button} />;
}
