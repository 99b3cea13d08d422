import { useDisclosure } from "@mantine/hooks";
import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { revokeToken, type Token, tokensQuery } from "../../api/accounts.ts";
import { useStrings } from "../../strings/strings.ts";
import { Confirm } from "../Confirm.tsx";
import { wordsOf } from "../faces.tsx";
import { MayButton } from "../may.tsx";
import { Badge } from "../StatusBadge.tsx";
import { When } from "../When.tsx";
import classes from "./settings.module.css";

/** A token, and the way to make it useless. */
export function TokenRow({ token }: { token: Token }) {
  const strings = useStrings();
  const { tokens: words } = strings.accounts;
  const client = useQueryClient();
  const [asking, dialog] = useDisclosure(false);
  const revoking = useMutation({
    mutationFn: () => revokeToken(token.id),
    onSuccess: () => client.invalidateQueries({ queryKey: tokensQuery.queryKey }),
    onError: (error) => notifications.show({ color: "red", message: wordsOf(error, strings) }),
    onSettled: dialog.close,
  });
  return (
    <tr>
      <td>
        <div className="cut" title={token.name}>
          {token.name}
        </div>
        <div className="dim cut">{token.processName ?? token.createdBy}</div>
      </td>
      <td className="mono">{token.scope}</td>
      <td className={`${classes.wide} soft`} title={token.createdBy ?? undefined}>
        <When at={token.createdAt} />
      </td>
      <td className={`${classes.wide} soft`}>
        <When at={token.lastUsedAt} />
      </td>
      <td>
        {token.revokedAt === null ? (
          <MayButton may="own" size="xs" onClick={dialog.open} aria-label={words.revokeOf(token.name)}>
            {words.revoke}
          </MayButton>
        ) : (
          <Badge tone="rest">{words.revoked}</Badge>
        )}
        <Confirm
          opened={asking}
          title={words.revokeTitle(token.name)}
          confirm={words.revoke}
          danger
          busy={revoking.isPending}
          onConfirm={() => revoking.mutate()}
          onClose={dialog.close}
        >
          {words.revokeText}
        </Confirm>
      </td>
    </tr>
  );
}
