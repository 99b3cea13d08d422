import { Button, Group, Radio, Stack } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import type { SigningScheme } from "../../../../src/contract/words.ts";
import { readSecret, rotateSecret, type SigningSecret as Secret } from "../../../api/callbacks.ts";
import { useStrings } from "../../../strings/strings.ts";
import { CopyButton } from "../../Copy.tsx";
import { Dialog } from "../../Dialog.tsx";
import { wordsOf } from "../../faces.tsx";
import { MayButton } from "../../may.tsx";
import { Hint } from "../../Section.tsx";
import { When } from "../../When.tsx";
import classes from "./callback.module.css";

const overlaps = [24, 0, 168] as const;

/** The signing secret of a stored callback: shown on request, copied, rotated. Never kept longer than it is shown. */
export default function SigningSecret({
  id,
  name,
  scheme,
}: {
  id: string;
  name: string;
  scheme: SigningScheme;
}) {
  const strings = useStrings();
  const words = strings.callback;
  const label = scheme === "v1" ? words.secret : words.publicKey;
  const [secret, setSecret] = useState<Secret | null>(null);
  const [rotating, setRotating] = useState(false);
  const read = useMutation({ mutationFn: () => readSecret(id), onSuccess: setSecret, gcTime: 0 });
  return (
    <>
      <div className={classes.inline}>
        <output className={`mono ${classes.value}`} aria-label={label}>
          {secret?.secret ?? "••••••••••••••••"}
        </output>
        {secret !== null && <CopyButton text={secret.secret} label={label} />}
        <MayButton
          loading={read.isPending}
          aria-label={`${secret === null ? words.secretShow : words.secretHide}: ${label}`}
          onClick={() => (secret === null ? read.mutate() : setSecret(null))}
        >
          {secret === null ? words.secretShow : words.secretHide}
        </MayButton>
        <MayButton onClick={() => setRotating(true)}>{words.rotate}</MayButton>
      </div>
      {read.isError && <Hint tone="error">{wordsOf(read.error, strings)}</Hint>}
      {secret !== null && secret.previous !== null && (
        <Hint>
          <span className={classes.inline}>
            {words.previous} <CopyButton text={secret.previous.secret} label={words.previous} />{" "}
            {words.previousUntil} <When at={secret.previous.until} />
          </span>
        </Hint>
      )}
      {rotating && (
        <RotateDialog
          id={id}
          name={name}
          onDone={(rotated) => {
            setSecret(rotated);
            setRotating(false);
          }}
          onClose={() => setRotating(false)}
        />
      )}
    </>
  );
}

function RotateDialog({
  id,
  name,
  onDone,
  onClose,
}: {
  id: string;
  name: string;
  onDone: (secret: Secret) => void;
  onClose: () => void;
}) {
  const strings = useStrings();
  const { callback: words, common } = strings;
  const [hours, setHours] = useState<(typeof overlaps)[number]>(24);
  const rotate = useMutation({ mutationFn: () => rotateSecret(id, hours), onSuccess: onDone, gcTime: 0 });
  return (
    <Dialog onClose={onClose} title={`${words.rotateTitle}: ${name}`}>
      <Stack gap="md">
        <div>{words.rotateText}</div>
        <Radio.Group
          label={words.rotateOverlap}
          value={String(hours)}
          onChange={(value) => setHours(overlaps.find((one) => String(one) === value) ?? 24)}
        >
          <Stack gap="sm" mt="sm">
            {overlaps.map((one) => (
              <Radio key={one} size="xs" value={String(one)} label={words.rotateHours[one]} />
            ))}
          </Stack>
        </Radio.Group>
        {rotate.isError && <Hint tone="error">{wordsOf(rotate.error, strings)}</Hint>}
        <Group justify="flex-end" gap="sm">
          <Button onClick={onClose}>{common.cancel}</Button>
          <Button variant="filled" loading={rotate.isPending} onClick={() => rotate.mutate()}>
            {words.rotateDo}
          </Button>
        </Group>
      </Stack>
    </Dialog>
  );
}
