import { useStrings } from "../../../strings/strings.ts";
import { Field } from "../../Section.tsx";
import { controlId } from "../controls.ts";
import type { AuthDraft } from "../draft.ts";
import classes from "./callback.module.css";
import type { FieldProps } from "./field.ts";
import { SecretField } from "./SecretField.tsx";
import { Segments } from "./Segments.tsx";
import { Findings, TextControl } from "./TextControl.tsx";

/** How the requests show the receiver that they may come in. */
export function Authentication({ callback, findings, set }: FieldProps) {
  const { callback: words } = useStrings();
  const { auth, key } = callback;
  const put = (fields: Partial<AuthDraft>) => set({ auth: { ...auth, ...fields } });
  const keyId = controlId(key, "auth.key");
  return (
    <Field label={words.auth}>
      <Segments
        id={controlId(key, "auth.type")}
        label={words.auth}
        value={auth.type}
        options={[
          { value: "none", label: words.authNone },
          { value: "bearer", label: words.bearer },
          { value: "header", label: words.header },
        ]}
        onChange={(type) => put({ type })}
      />
      <Findings id={controlId(key, "auth")} field="auth" findings={findings} />
      {auth.type === "bearer" && (
        <div style={{ marginTop: 10 }}>
          <SecretField
            blockKey={key}
            field="auth.token"
            label={words.bearer}
            placeholder={words.bearerPlaceholder}
            hint={words.bearerHelp}
            secret={auth.token}
            findings={findings}
            onChange={(token) => put({ token })}
          />
        </div>
      )}
      {auth.type === "header" && (
        <div className={classes.pair}>
          <div>
            <label className={classes.small} htmlFor={keyId}>
              {words.authKey}
            </label>
            <TextControl
              blockKey={key}
              field="auth.key"
              autoComplete="off"
              spellCheck={false}
              mono
              placeholder={words.keyPlaceholder}
              value={auth.key}
              findings={findings}
              onChange={(authKey) => put({ key: authKey })}
            />
          </div>
          <SecretField
            blockKey={key}
            field="auth.value"
            label={words.authValue}
            placeholder={words.valuePlaceholder}
            secret={auth.value}
            findings={findings}
            onChange={(value) => put({ value })}
          />
        </div>
      )}
    </Field>
  );
}
