import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from "node:crypto";
import { isIP } from "node:net";

/** A certificate and its private key, as PEM. */
export interface Certificate {
  cert: string;
  key: string;
}

export interface CertificateAuthority extends Certificate {
  /** Issues a certificate for these names and addresses (`localhost` and the loopback addresses by default). */
  issue(options?: IssueOptions): Certificate;
}

export interface IssueOptions {
  hosts?: readonly string[];
  /** Ms since the epoch; a day ago by default. */
  notBefore?: number;
  /** Ms since the epoch; in a year by default. An expired certificate has it in the past. */
  notAfter?: number;
}

const loopbackHosts = ["localhost", "127.0.0.1", "::1"];
const day = 86_400_000;

/** A new authority. Tests trust it by giving its `cert` as `ca`. */
export function createAuthority(commonName = "Ringback test authority"): CertificateAuthority {
  const keys = newKeys();
  const basicConstraints = extension("2.5.29.19", sequence(der(0x01, Buffer.from([0xff]))));
  const cert = certificate({ subject: commonName, issuer: commonName, keys, signer: keys.privateKey }, [
    basicConstraints,
    subjectKeyId(keys.publicKey),
  ]);
  return {
    cert,
    key: pem(keys.privateKey),
    issue(options = {}) {
      const leafKeys = newKeys();
      const names = { subject: "Ringback test server", issuer: commonName };
      return {
        cert: certificate({ ...names, keys: leafKeys, signer: keys.privateKey, ...options }, [
          subjectAltName(options.hosts ?? loopbackHosts),
        ]),
        key: pem(leafKeys.privateKey),
      };
    },
  };
}

/** A certificate that vouches for itself alone. */
export function selfSigned(options: IssueOptions = {}): Certificate {
  const keys = newKeys();
  const subject = "Ringback self-signed test server";
  return {
    cert: certificate({ subject, issuer: subject, keys, signer: keys.privateKey, ...options }, [
      subjectAltName(options.hosts ?? loopbackHosts),
    ]),
    key: pem(keys.privateKey),
  };
}

interface Keys {
  publicKey: KeyObject;
  privateKey: KeyObject;
}

interface Content extends IssueOptions {
  subject: string;
  issuer: string;
  keys: Keys;
  signer: KeyObject;
}

/** An X.509 v3 certificate (RFC 5280 section 4.1), ECDSA with SHA-256, as PEM. */
function certificate(content: Content, extensions: Buffer[]): string {
  const algorithm = sequence(oid("1.2.840.10045.4.3.2"));
  const now = Date.now();
  const toBeSigned = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, Buffer.concat([Buffer.from([1]), randomBytes(8)])),
    algorithm,
    name(content.issuer),
    sequence(time(content.notBefore ?? now - day), time(content.notAfter ?? now + 365 * day)),
    name(content.subject),
    content.keys.publicKey.export({ type: "spki", format: "der" }),
    der(0xa3, sequence(...extensions)),
  );
  const signature = sign("sha256", toBeSigned, content.signer);
  const whole = sequence(toBeSigned, algorithm, der(0x03, Buffer.concat([Buffer.from([0]), signature])));
  const lines = whole.toString("base64").replace(/.{64}/g, "$&\n");
  return `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`;
}

function newKeys(): Keys {
  return generateKeyPairSync("ec", { namedCurve: "P-256" });
}

function pem(key: KeyObject): string {
  return key.export({ type: "pkcs8", format: "pem" }).toString();
}

function name(commonName: string): Buffer {
  const attribute = sequence(oid("2.5.4.3"), der(0x0c, Buffer.from(commonName)));
  return sequence(der(0x31, attribute));
}

/** GeneralizedTime, to the second. */
function time(ms: number): Buffer {
  return der(0x18, Buffer.from(`${new Date(ms).toISOString().replace(/[-:T]/g, "").slice(0, 14)}Z`));
}

function subjectAltName(hosts: readonly string[]): Buffer {
  const names = hosts.map((host) =>
    isIP(host) === 0 ? der(0x82, Buffer.from(host)) : der(0x87, addressBytes(host)),
  );
  return extension("2.5.29.17", sequence(...names));
}

function subjectKeyId(publicKey: KeyObject): Buffer {
  const spki = publicKey.export({ type: "spki", format: "der" });
  return extension("2.5.29.14", der(0x04, createHash("sha1").update(spki).digest()));
}

function addressBytes(address: string): Buffer {
  if (isIP(address) === 4) return Buffer.from(address.split(".").map(Number));
  const [head = "", tail = ""] = address.split("::");
  const groups = (text: string): number[] =>
    text.split(":").flatMap((g) => (g ? [Number.parseInt(g, 16)] : []));
  const [before, after] = [groups(head), groups(tail)];
  const all = [...before, ...new Array<number>(8 - before.length - after.length).fill(0), ...after];
  return Buffer.from(all.flatMap((group) => [group >> 8, group & 0xff]));
}

function extension(id: string, value: Buffer): Buffer {
  return sequence(oid(id), der(0x04, value));
}

function sequence(...parts: Buffer[]): Buffer {
  return der(0x30, Buffer.concat(parts));
}

function oid(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split(".").map(Number);
  const bytes = [first * 40 + second];
  for (const part of rest) {
    const septets = [part & 0x7f];
    for (let left = part >> 7; left > 0; left >>= 7) septets.unshift((left & 0x7f) | 0x80);
    bytes.push(...septets);
  }
  return der(0x06, Buffer.from(bytes));
}

/** One value in Distinguished Encoding Rules: tag, length, content (X.690 section 8.1). */
function der(tag: number, content: Buffer): Buffer {
  const length: number[] = [];
  for (let left = content.length; left > 0; left >>= 8) length.unshift(left & 0xff);
  const header = content.length < 0x80 ? [content.length] : [0x80 | length.length, ...length];
  return Buffer.concat([Buffer.from([tag, ...header]), content]);
}
