import { isLoopbackHost } from "../../contract/loopback.ts";
import type { Config } from "../../platform/config.ts";
import { type Finding, ok, warning } from "./finding.ts";

/** What can be said of the settings by themselves. */
export function checkSettings(config: Config): Finding[] {
  const findings: Finding[] = [ok("settings", "every setting can be read")];
  if (config.secretKey === null)
    findings.push(warning("key", "SECRET_KEY is not set: `serve` needs it, `npm start` makes one"));
  if (config.egressFixed.kind !== "none" && config.egressFixedSources.length === 0) {
    findings.push(
      warning(
        "egress",
        "a fixed source is set, but EGRESS_FIXED_SOURCES is empty: receivers cannot be told what to approve",
      ),
    );
  }
  if (config.egressAllow.length > 0)
    findings.push(warning("egress", `callbacks may reach ${config.egressAllow.join(", ")} (EGRESS_ALLOW)`));
  return [...findings, ...checkPublicUrl(config)];
}

function checkPublicUrl({ publicUrl, trustProxy }: Config): Finding[] {
  const { protocol, hostname } = new URL(publicUrl);
  if (isLoopbackHost(hostname)) return [];
  if (protocol === "http:") {
    const text = `PUBLIC_URL is ${publicUrl}: without https, passwords and tokens cross the network in the clear`;
    return [warning("public-url", text)];
  }
  return trustProxy === false
    ? [
        warning(
          "public-url",
          "PUBLIC_URL is https, so something in front speaks TLS, but TRUST_PROXY is off: limits on sign-ins count its address",
        ),
      ]
    : [ok("public-url", `links begin with ${publicUrl}`)];
}
