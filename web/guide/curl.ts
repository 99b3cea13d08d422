import { only, type Receiving } from "./snippet.ts";

/**
 * A signed request by curl and openssl, to try a receiver with. Only for `v1`: of ed25519 the receiver's side has
 * the public key alone, with which nothing can be signed.
 *
 * @param url the Lead Update URL
 */
export const curl = (
  { authHeader }: Omit<Receiving, "path">,
  url: string,
): string => `secret="$RINGBACK_SECRET"
id="msg_try_$(date +%s)"
timestamp="$(date +%s)"
body='{"action_type":"update","leadId":"try","sequence":1,"triggers":["call.completed"]}'
key="$(printf %s "\${secret#whsec_}" | openssl base64 -d -A | od -An -v -tx1 | tr -d ' \\n')"
signature="v1,$(printf %s "$id.$timestamp.$body" | openssl dgst -sha256 -mac HMAC -macopt "hexkey:$key" -binary | openssl base64 -A)"
curl -i '${url.replaceAll("'", "%27")}' \\
  -H 'content-type: application/json' \\
  -H "webhook-id: $id" \\
  -H "webhook-timestamp: $timestamp" \\
  -H "webhook-signature: $signature" \\
${only(authHeader !== null, `  -H "${authHeader}: $RINGBACK_AUTH" \\\n`)}  -d "$body"
`;
