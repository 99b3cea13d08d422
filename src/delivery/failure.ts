import { STATUS_CODES } from "node:http";
import type { AttemptErrorClass, AttemptResponse } from "../contract/delivery.ts";
import { ConnectError } from "./connect.ts";

/** Why an attempt failed. */
export interface Failure {
  class: AttemptErrorClass;
  /** In words, for the person who owns the endpoint; without secrets. */
  message: string;
  /** The code of the underlying error, by which the hint is chosen; null where the class says it all. */
  code: string | null;
}

/** The code of a timeout that struck before there was a connection. */
export const connectTimeout = "CONNECT_TIMEOUT";

/** An answer that is not 2xx. A redirect names where it leads, since it is not followed. */
export function statusFailure({ statusCode, headers }: AttemptResponse): Failure {
  const answered = `answered ${statusCode} ${STATUS_CODES[statusCode] ?? ""}`.trimEnd();
  const location = statusCode >= 300 && statusCode < 400 ? headers.location : undefined;
  const message = location === undefined ? answered : `${answered} to ${location}, which is not followed`;
  return { class: "status", message, code: null };
}

/**
 * What an error of the connector, of Node or of undici means.
 *
 * @param connected whether there was a connection when it happened
 */
export function failureOf(error: unknown, connected: boolean): Failure {
  const { code, name, message } = described(error);
  if (error instanceof ConnectError) return { class: error.class, message, code };
  if (name === "HTTPParserError" || /^bad (response|upgrade)$/.test(message)) {
    return { class: "protocol", message: "what came back is no HTTP/1.1", code };
  }
  const known = code === null ? undefined : byCode.get(code);
  if (known !== undefined) return { class: known[0], message: known[1], code };
  if (/^(ERR_SSL_|ERR_TLS_|EPROTO$|CERT_|UNABLE_TO_)/.test(code ?? ""))
    return { class: "tls", message, code };
  if (code?.startsWith("EAI_")) return { class: "dns", message: "the name could not be looked up", code };
  if (!connected) return { class: "connect", message: `connecting failed: ${message}`, code };
  return { class: "reset", message: "the connection was closed before the answer was complete", code };
}

const byCode = new Map<string, [AttemptErrorClass, string]>([
  ["ENOTFOUND", ["dns", "the name was not found"]],
  ["ENODATA", ["dns", "the name has no address"]],
  ["ECONNREFUSED", ["refused", "the connection was refused"]],
  ["EHOSTUNREACH", ["connect", "the host cannot be reached"]],
  ["ENETUNREACH", ["connect", "the network of the host cannot be reached"]],
  ["ETIMEDOUT", ["connect", "the host did not answer the attempt to connect"]],
  ["UND_ERR_HEADERS_OVERFLOW", ["protocol", "the headers of the answer are longer than 16 KiB"]],
  ["UND_ERR_RES_CONTENT_LENGTH_MISMATCH", ["protocol", "what came back is no HTTP/1.1"]],
  ["UND_ERR_INVALID_ARG", ["configuration", "the URL or the auth header cannot be sent over HTTP"]],
  ["UND_ERR_NOT_SUPPORTED", ["configuration", "the auth header cannot be sent over HTTP"]],
  ["CERT_HAS_EXPIRED", ["tls", "the certificate has expired"]],
  ["CERT_NOT_YET_VALID", ["tls", "the certificate is not valid yet"]],
  ["CERT_REVOKED", ["tls", "the certificate was revoked"]],
  ["DEPTH_ZERO_SELF_SIGNED_CERT", ["tls", "the certificate is self-signed"]],
  ["SELF_SIGNED_CERT_IN_CHAIN", ["tls", "the certificate comes from an authority that is not trusted"]],
  ["UNABLE_TO_VERIFY_LEAF_SIGNATURE", ["tls", "the issuer of the certificate is not known"]],
  ["UNABLE_TO_GET_ISSUER_CERT", ["tls", "the issuer of the certificate is not known"]],
  ["UNABLE_TO_GET_ISSUER_CERT_LOCALLY", ["tls", "the issuer of the certificate is not known"]],
  ["ERR_TLS_CERT_ALTNAME_INVALID", ["tls", "the certificate is for another host"]],
  ["ERR_SSL_WRONG_VERSION_NUMBER", ["tls", "what answered does not speak TLS"]],
  ["ERR_SSL_PACKET_LENGTH_TOO_LONG", ["tls", "what answered does not speak TLS"]],
]);

/** An error's parts. NUL is replaced: no text of the database may hold it. */
function described(error: unknown): { code: string | null; name: string; message: string } {
  if (!(error instanceof Error)) return { code: null, name: "", message: String(error) };
  const code = "code" in error && typeof error.code === "string" ? error.code : null;
  return { code, name: error.name, message: error.message.replaceAll("\0", "\uFFFD") };
}
