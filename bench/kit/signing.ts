import { createHmac } from "node:crypto";

/** A signed request's headers as the Standard Webhooks specification has them; made anew for every request. */
export function signedHeaders(key: Buffer, id: string, body: Buffer): Record<string, string> {
  const timestamp = String(Math.floor(Date.now() / 1000));
  const hmac = createHmac("sha256", key).update(`${id}.${timestamp}.`).update(body).digest("base64");
  return {
    "content-type": "application/json",
    "user-agent": "Ringback-bench",
    "webhook-id": id,
    "webhook-timestamp": timestamp,
    "webhook-signature": `v1,${hmac}`,
  };
}
