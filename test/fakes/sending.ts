import { connect as connectTcp, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import { afterEach } from "vitest";
import type { AttemptRecord } from "../../src/contract/delivery.ts";
import type { Connect } from "../../src/delivery/connect.ts";
import type { SendRequest } from "../../src/delivery/prepared-request.ts";
import { createSender, type Sender, type SenderOptions } from "../../src/delivery/sender.ts";
import { newSigningSecret, prepareSigner } from "../../src/delivery/signing.ts";
import { systemClock } from "../../src/platform/clock.ts";
import { createAuthority } from "./certificates.ts";
import { type Answer, type Receiver, type ReceiverOptions, startReceiver } from "./receiver.ts";

// Senders and receivers for tests of sending; what is made here is closed after each test.

/** The authority that `plainConnect` trusts. */
export const authority = createAuthority();
/** What `request` is signed with. */
export const secret = newSigningSecret("v1");
const sign = prepareSigner([secret]);

/** A connector without any guard: what net and tls do by themselves. */
export const plainConnect: Connect = ({ protocol, hostname, port }, signal) =>
  new Promise((resolve, reject) => {
    const startedAt = performance.now();
    const ready = (): void => {
      const took = performance.now() - startedAt;
      resolve({ socket, timings: { dns: null, connect: took, tls: protocol === "https:" ? took : null } });
    };
    const socket: Socket =
      protocol === "https:"
        ? connectTls({ host: hostname, port, ca: authority.cert, servername: "localhost" }, ready)
        : connectTcp({ host: hostname, port }, ready);
    socket.once("error", reject);
    signal.addEventListener("abort", () => socket.destroy(new Error("aborted")));
  });

const toClose: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const closable of toClose.splice(0)) await closable.close();
});

/** A sender over real sockets without any guard. */
export function sender(options: Partial<SenderOptions> = {}): Sender {
  const made = createSender({
    clock: systemClock,
    connect: plainConnect,
    userAgent: "Ringback/test",
    ...options,
  });
  toClose.unshift({ close: () => made.close(0) });
  return made;
}

/** A receiver that answers so, over https where `tls` is given. */
export async function receiver(
  answer: ReceiverOptions["answer"],
  tls?: ReceiverOptions["tls"],
): Promise<Receiver> {
  const started = await startReceiver({ ...(answer && { answer }), ...(tls && { tls }) });
  toClose.push(started);
  return started;
}

/** A request of an ordinary delivery. */
export function request(url: string, more: Partial<SendRequest> = {}): SendRequest {
  return {
    deliveryId: "6964f2c80a7a6964f2c80a7a",
    attempt: 1,
    url,
    body: '{"name":"आशा"}',
    authHeader: null,
    sign,
    timeoutMs: 5_000,
    route: "open",
    ...more,
  };
}

/** What comes of one send to a receiver that always answers so. */
export async function outcomeOf(answer: Answer, more: Partial<SendRequest> = {}): Promise<AttemptRecord> {
  const { url } = await receiver(() => answer);
  return sender().send(request(url, more));
}
