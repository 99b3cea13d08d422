/** `ringback/receiver`: verifies and parses callbacks, in any framework on Node. Depends on nothing but Node. */
export type { Schemas } from "../client/schema.ts";
export type { SignatureReason } from "../platform/verify-signature.ts";
export type { Arrived, Callback } from "./callback.ts";
export { CallbackError, NotGenuine, Unreadable } from "./errors.ts";
export type { AnyHeaders, AnyRequest } from "./raw.ts";
export { type CallbackReceiver, createReceiver, type ReceiverOptions } from "./receiver.ts";
