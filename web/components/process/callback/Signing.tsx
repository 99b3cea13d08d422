import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense } from "react";
import { callbacksQuery } from "../../../api/callbacks.ts";
import { useStrings } from "../../../strings/strings.ts";
import { Field, Hint } from "../../Section.tsx";
import { useForm } from "../context.ts";
import { controlId } from "../controls.ts";
import type { FieldProps } from "./field.ts";
import { Segments } from "./Segments.tsx";

const SigningSecret = lazy(() => import("./SigningSecret.tsx"));

/** How requests are signed, and the secret. */
export function Signing({ callback, set }: Omit<FieldProps, "findings">) {
  const { callback: words } = useStrings();
  const { processId } = useForm();
  const { id, key, signing } = callback;
  const stored = useQuery(callbacksQuery(processId)).data?.find((one) => one.id === id)?.signing;
  return (
    <>
      <Field label={words.signing}>
        <Segments
          id={controlId(key, "signing")}
          label={words.signing}
          value={signing}
          options={[
            { value: "v1", label: words.signings.v1 },
            { value: "v1a", label: words.signings.v1a },
          ]}
          onChange={(scheme) => set({ signing: scheme })}
        />
        <Hint>{words.signingHelp[signing]}</Hint>
      </Field>
      <Field label={signing === "v1" ? words.secret : words.publicKey}>
        {id === null || (stored !== undefined && stored !== signing) ? (
          <div className="dim" style={{ paddingTop: 6 }}>
            {id === null ? words.secretNew : words.signingChanged}
          </div>
        ) : (
          <Suspense>
            <SigningSecret key={signing} id={id} name={callback.name} scheme={signing} />
          </Suspense>
        )}
      </Field>
    </>
  );
}
