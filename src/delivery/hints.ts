import type { AttemptRecord, AttemptResponse } from "../contract/delivery.ts";
import { connectTimeout, type Failure } from "./failure.ts";
import { sourceFault } from "./source-fault.ts";

export interface HintContext {
  url: string;
  /** The name of the auth header that was sent; null where there was none. */
  authHeader: string | null;
  timeoutMs: number;
}

/**
 * What the owner of the endpoint can do about a failed attempt, in one or two plain sentences; null after a
 * success. The seed's "Common Errors & Tips" made concrete.
 */
export function hintFor(
  attempt: { response: AttemptRecord["response"]; failure: Omit<Failure, "message"> | null },
  context: HintContext,
): string | null {
  const { response, failure } = attempt;
  if (failure === null) return null;
  if (response !== null) return statusHint(response, context);
  if (failure.class === "source") return sourceHint(failure.code);
  if (failure.class === "configuration") {
    if (failure.code === sourceFault.family) return familyHint;
    return "Ringback could not send this as it is set. Check the callback's URL and authentication; if they are right, tell the operator.";
  }
  const { hostname, host, protocol } = new URL(context.url);
  switch (failure.class) {
    case "dns":
      return failure.code === "ENOTFOUND" || failure.code === "ENODATA"
        ? `No address was found for ${hostname}. Check the spelling of the URL, and that the name is in public DNS.`
        : `The name ${hostname} could not be looked up. Check that its DNS servers answer.`;
    case "blocked":
      return `${hostname} leads to an address that callbacks may not reach (private, loopback, reserved or cloud metadata). Use a public address, or ask the operator to allow it with EGRESS_ALLOW.`;
    case "refused":
      return `Nothing accepts connections at ${host}. Check that the server runs, that the port is right, and that a firewall lets it through.`;
    case "connect":
      return failure.code === sourceFault.proxy
        ? `The fixed-source proxy of this deployment could not reach ${host}. Check that the server is up, and that its firewall lets in the addresses that this callback lists.`
        : `No connection to ${host} came about. Check that the server is up and that no firewall drops the connection.`;
    case "tls":
      return tlsHint(failure.code, hostname, host);
    case "timeout":
      return timeoutHint(failure.code, host, context.timeoutMs);
    case "reset":
      return `${host} closed the connection before it had answered. Look in the server's log for a crash, and at limits of proxies in front of it.`;
    case "protocol":
      return protocol === "http:"
        ? `What answers at ${host} is no web server, or one that expects https://. Check the port and the scheme of the URL.`
        : `What answers at ${host} is no HTTP/1.1 server. Check the port of the URL.`;
    case "status":
      return null;
  }
}

/** The receiver is not at fault, and nothing was sent: the operator has something to mend. */
function sourceHint(code: string | null): string {
  const waiting = "Nothing was sent, and this waits until it is mended, without using up its retries.";
  switch (code) {
    case sourceFault.unset:
      return `This callback requires a whitelisted source, and the deployment has none any more. The operator must set EGRESS_FIXED_PROXY or EGRESS_FIXED_LOCAL_ADDRESS and restart. ${waiting}`;
    case sourceFault.address:
      return `The deployment's fixed source, EGRESS_FIXED_LOCAL_ADDRESS, is not an address of its machine: the operator must give the machine that address, or set another. ${waiting}`;
    default:
      return `The deployment's fixed-source proxy, EGRESS_FIXED_PROXY, is unreachable or refuses to connect: the operator must check that it runs and what it allows. ${waiting}`;
  }
}

const familyHint =
  "The deployment's fixed source is an address of one IP family, and the endpoint has none of that family. Give the endpoint's name an address of that family (usually IPv4), or ask the operator for another source.";

function tlsHint(code: string | null, hostname: string, host: string): string {
  switch (code) {
    case "CERT_HAS_EXPIRED":
      return `The certificate of ${hostname} has expired. Renew it, and check that the server loaded the new one.`;
    case "CERT_NOT_YET_VALID":
      return `The certificate of ${hostname} is not valid yet. Check its dates and the clock of the machine that made it.`;
    case "DEPTH_ZERO_SELF_SIGNED_CERT":
      return `The certificate of ${hostname} is self-signed. Install one of a public authority, e.g. Let's Encrypt.`;
    case "ERR_TLS_CERT_ALTNAME_INVALID":
      return `The certificate is for another host than ${hostname}. Use the name that it was issued for, or have ${hostname} added to it.`;
    case "SELF_SIGNED_CERT_IN_CHAIN":
    case "UNABLE_TO_VERIFY_LEAF_SIGNATURE":
    case "UNABLE_TO_GET_ISSUER_CERT":
    case "UNABLE_TO_GET_ISSUER_CERT_LOCALLY":
      return `The certificate of ${hostname} leads to no public authority. Have the server send its intermediate certificates too, and use one of a public authority.`;
    case "ERR_SSL_WRONG_VERSION_NUMBER":
    case "ERR_SSL_PACKET_LENGTH_TOO_LONG":
      return `What answers at ${host} does not speak TLS. Check the port, or use http:// if it is meant to be unencrypted.`;
    default:
      return `The TLS handshake with ${host} failed. Check its certificate, and that it offers TLS 1.2 or newer.`;
  }
}

function timeoutHint(code: string | null, host: string, timeoutMs: number): string {
  const seconds = `${Math.round(timeoutMs / 100) / 10} s`;
  return code === connectTimeout
    ? `No connection to ${host} came about within ${seconds}. Check that the server is up and that no firewall drops the connection.`
    : `${host} did not answer within ${seconds}. Answer 200 at once and do the work afterwards.`;
}

function statusHint(response: AttemptResponse, { authHeader, url }: HintContext): string {
  const { statusCode, headers } = response;
  if (statusCode >= 300 && statusCode < 400) {
    return headers.location === undefined
      ? `The endpoint answered ${statusCode}, a redirect; redirects are not followed. Enter the URL that answers itself.`
      : `The endpoint redirects to ${headers.location}; redirects are not followed. Enter the final URL as the Lead Update URL.`;
  }
  if (saysOk(response.body)) {
    return `The body says that all is well, but the status is ${statusCode}. Only a 2xx status counts: answer 200 once the update was taken.`;
  }
  switch (statusCode) {
    case 401:
    case 403:
      return authHeader === null
        ? `The endpoint answered ${statusCode}, and no auth header was sent. Set the Authentication that it expects; if it needs none, see whether a firewall refuses the request.`
        : `The endpoint answered ${statusCode}. The auth header ${authHeader} was sent: check that the endpoint expects this header, and its value.`;
    case 404:
      return `Nothing is found at ${new URL(url).pathname}. Check the path of the Lead Update URL.`;
    case 405:
      return `The endpoint must accept POST at this path.${headers.allow === undefined ? "" : ` It allows ${headers.allow}.`}`;
    case 410:
      return "The endpoint says that it is gone, so the callback was paused. Enter its new URL, or Resume if it is back.";
    case 413:
      return "The update is too large for the endpoint. Raise its body limit (e.g. client_max_body_size in nginx) or choose a smaller Payload Format.";
    case 415:
      return "The endpoint must accept the content type application/json.";
    case 429:
      return "The endpoint asks for fewer requests. Deliveries slow down by themselves; set a rate limit for this callback, or raise the endpoint's.";
    case 502:
    case 503:
    case 504:
      return `The endpoint answered ${statusCode}: a proxy could not reach the server behind it, or that is overloaded. Check that it runs.`;
    default:
      return statusCode >= 500
        ? `The endpoint failed with ${statusCode}. Look in the server's log at the time of this attempt.`
        : `The endpoint refused the request with ${statusCode}. Its answer, and the server's log, should say why.`;
  }
}

/** Whether a body claims success: the bare word, or the usual fields of JSON. */
function saysOk(body: string): boolean {
  return (
    /^[\s"']*(ok|okay|success|accepted|received)[\s"'.!]*$/i.test(body) ||
    /^\s*\{[^{}]*"(ok|success)"\s*:\s*true\b/i.test(body) ||
    /^\s*\{[^{}]*"(status|result|message)"\s*:\s*"(ok|success|accepted|received)"/i.test(body)
  );
}
