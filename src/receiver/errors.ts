import type { SignatureReason } from "../platform/verify-signature.ts";

/** Why a request is no callback to work with. `status` is what to answer it with. */
export class CallbackError extends Error {
  override readonly name: string = "CallbackError";
  readonly status: 400 | 401 | 413;

  constructor(status: 400 | 401 | 413, message: string) {
    super(message);
    this.status = status;
  }
}

/** It is not from Ringback, was changed on the way, or is too old: answer 401. The message holds no secret. */
export class NotGenuine extends CallbackError {
  override readonly name = "NotGenuine";
  readonly reason: SignatureReason;

  constructor(reason: SignatureReason, message: string) {
    super(401, message);
    this.reason = reason;
  }
}

/** Its bytes cannot be read as a callback: answer 400, or 413 where they are too many. */
export class Unreadable extends CallbackError {
  override readonly name = "Unreadable";
}
