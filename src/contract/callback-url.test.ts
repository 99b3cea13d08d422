import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { judgeAddress, parseHost } from "./address-classes.ts";
import { checkCallbackUrl, httpWarning, type UrlPolicy } from "./callback-url.ts";

const strict: UrlPolicy = { allowLoopback: false, allow: [], allowNames: false };
const local: UrlPolicy = { ...strict, allowLoopback: true };
const opened: UrlPolicy = { allowLoopback: false, allow: ["10.0.0.0/8"], allowNames: true };

function refusal(text: string, policy = strict): string {
  const verdict = checkCallbackUrl(text, policy);
  return verdict.ok ? "accepted" : verdict.message;
}

describe("what is accepted", () => {
  it.each([
    ["https://yourdomain.com/api/lead-callback", "https://yourdomain.com"],
    ["https://yourdomain.com", "https://yourdomain.com"],
    ["https://yourdomain.com?team=1", "https://yourdomain.com"],
    ["HTTPS://YourDomain.com/", "https://yourdomain.com"],
    ["https://yourdomain.com:443/x", "https://yourdomain.com"],
    ["https://yourdomain.com:8443/x", "https://yourdomain.com:8443"],
    ["https://yourdomain.com:65535", "https://yourdomain.com:65535"],
    ["https://yourdomain.com./x", "https://yourdomain.com."],
    ["https://yourdomain.com//x//y", "https://yourdomain.com"],
    ["https://yourdomain.com/a@b:c?to=http://x.example/", "https://yourdomain.com"],
    ["https://yourdomain.com/%20%5C%23?q=%00", "https://yourdomain.com"],
    ["https://yourdomain.com/हिन्दी", "https://yourdomain.com"],
    ["https://bücher.example/x", "https://xn--bcher-kva.example"],
    ["https://my_host.example.com/", "https://my_host.example.com"],
    ["https://local.example.com/", "https://local.example.com"],
    ["https://localhost.example.com/", "https://localhost.example.com"],
    ["https://metadata.example.com/", "https://metadata.example.com"],
    ["https://127.0.0.1.example.com/", "https://127.0.0.1.example.com"],
    ["https://8.8.8.8/x", "https://8.8.8.8"],
    ["https://[2606:4700:4700::1111]:8443/x", "https://[2606:4700:4700::1111]:8443"],
    [`https://yourdomain.com/${"a".repeat(2048 - 23)}`, "https://yourdomain.com"],
  ])("%s", (url, origin) => {
    expect(checkCallbackUrl(url, strict)).toEqual({ ok: true, url, origin, warnings: [] });
  });

  it("warns of http", () => {
    expect(checkCallbackUrl("http://yourdomain.com/x", strict)).toEqual({
      ok: true,
      url: "http://yourdomain.com/x",
      origin: "http://yourdomain.com",
      warnings: [httpWarning],
    });
  });
});

describe("what is refused, each with its own message", () => {
  it.each([
    ["", /^Enter the URL/],
    ["  \n ", /^Enter the URL/],
    [`https://yourdomain.com/${"a".repeat(2049 - 23)}`, /2,049 characters, and at most 2,048/],
    [" https://yourdomain.com", /begins or ends with a space/],
    ["https://yourdomain.com ", /begins or ends with a space/],
    ["https://yourdomain.com\n", /begins or ends with a space/],
    ["\u00a0https://yourdomain.com", /begins or ends with a space/],
    ["\ufeffhttps://yourdomain.com", /begins or ends with a space/],
    ["https://your domain.com", /contains a space/],
    ["https://yourdomain.com/a b", /contains a space/],
    ["https://yourdomain.com/a\u2003b", /contains a space/],
    ["https://yourdomain.com/a\u2028b", /contains a space/],
    ["ht\ntps://yourdomain.com/", /control character/],
    ["https://your\tdomain.com/", /control character/],
    ["https://yourdomain.com/a\r\nX-Evil: 1", /control character/],
    ["https://yourdomain.com/\0", /control character/],
    ["https://yourdomain.com/\x7f", /control character/],
    ["https://yourdomain.com/\x85", /control character/],
    ["https://your\u200bdomain.com/", /invisible or broken/],
    ["https://your\u00addomain.com/", /invisible or broken/],
    ["https://yourdomain.com/\u202egpj", /invisible or broken/],
    ["https://yourdomain.com/\ud800", /invisible or broken/],
    ["https:\\\\yourdomain.com", /backslash/],
    ["https://yourdomain.com\\@10.0.0.1/", /backslash/],
    ["https://yourdomain.com/?a=\\", /backslash/],
    ["yourdomain.com/api", /^Write the whole URL/],
    ["//yourdomain.com/api", /^Write the whole URL/],
    ["/api/lead-callback", /^Write the whole URL/],
    ["yourdomain.com:8080/api", /^Write the whole URL/],
    ["localhost:3000", /^Write the whole URL/],
    ["not a url", /contains a space/],
    ["nonsense", /^Write the whole URL/],
    ["ftp://yourdomain.com/", /begins with ftp:/],
    ["file:///etc/passwd", /begins with file:/],
    ["javascript:alert(1)", /begins with javascript:/],
    ["data:text/plain,x", /begins with data:/],
    ["wss://yourdomain.com/", /begins with wss:/],
    ["https:yourdomain.com", /After https: come exactly two slashes/],
    ["https:/yourdomain.com", /After https: come exactly two slashes/],
    ["https:///yourdomain.com", /After https: come exactly two slashes/],
    ["http:////yourdomain.com", /After http: come exactly two slashes/],
    ["https://user:pass@yourdomain.com/", /user name or password/],
    ["https://user@yourdomain.com/", /user name or password/],
    ["https://@yourdomain.com/", /user name or password/],
    ["https://:@yourdomain.com/", /user name or password/],
    ["https://yourdomain.com@10.0.0.1/", /user name or password/],
    ["https://yourdomain.com/#top", /fragment/],
    ["https://yourdomain.com/#", /fragment/],
    ["https://yourdomain.com#@10.0.0.1/", /fragment/],
    ["https://", /no host/],
    ["https://?x=1", /no host/],
    ["https://:8443/", /no host/],
    ["https://:/", /no host/],
    ["https://yourdomain.com:/", /The port/],
    ["https://yourdomain.com:0/", /The port/],
    ["https://yourdomain.com:65536/", /The port/],
    ["https://yourdomain.com:080/", /The port/],
    ["https://yourdomain.com:+80/", /The port/],
    ["https://yourdomain.com:https/", /The port/],
    ["https://yourdomain.com:८०/", /The port/],
    ["https://[::1]:99999/", /The port/],
    ["https://::1/", /in brackets/],
    ["https://2606:4700:4700::1111/", /in brackets/],
    ["https://yourdomain.com:80:80/", /in brackets/],
    ["https://%6c%6f.example/", /% code/],
    ["https://127%2e0.0.1/", /% code/],
    ["https://[fe80::1%25eth0]/", /zone id/],
    ["https://[fe80::1%eth0]/", /zone id/],
    ["https://[::1/", /not a valid host/],
    ["https://[::1]x/", /not a valid host/],
    ["https://[1.2.3.4]/", /not a valid host/],
    ["https://your..domain.com/", /not a valid host/],
    ["https://./", /not a valid host/],
    ["https://your*domain.com/", /not a valid host/],
    ["https://<host>.com/", /not a valid host/],
    ["https://256.1.1.1/", /not a valid host/],
    [`https://${"a".repeat(64)}.com/`, /not a valid host/],
    ["https://0x08080808/", /unusual spelling of an address\. Write it as 8\.8\.8\.8/],
    ["https://8.8.2056/", /unusual spelling/],
    ["https://010.8.8.8/", /unusual spelling/],
    ["https://8.8.8.8./", /unusual spelling/],
    ["https://８.8.8.8/", /unusual spelling/],
    ["http://127.0.0.1/", /127\.0\.0\.1 is not public \(loopback\)/],
    ["http://2130706433/", /127\.0\.0\.1 is not public \(loopback\)/],
    ["http://0177.1/", /127\.0\.0\.1 is not public \(loopback\)/],
    ["http://127。0。0。1/", /127\.0\.0\.1 is not public \(loopback\)/],
    ["http://①②⑦.1:80/", /127\.0\.0\.1 is not public \(loopback\)/],
    ["http://0/", /0\.0\.0\.0 is not public \(unspecified\)/],
    ["http://10.0.0.1/", /not public \(private\)/],
    ["http://192.168.1.1:8080/x", /not public \(private\)/],
    ["http://100.64.0.1/", /not public \(shared\)/],
    ["http://224.0.0.1/", /not public \(multicast\)/],
    ["http://198.51.100.1/", /not public \(documentation\)/],
    ["http://169.254.1.1/", /not public \(link-local\).*open its range/],
    ["http://169.254.169.254/latest", /not public \(cloud metadata\).*open 169\.254\.169\.254 itself/],
    ["http://0xa9fea9fe/latest", /cloud metadata/],
    ["http://[::1]/", /::1 is not public \(loopback\)/],
    ["http://[::]/", /not public \(unspecified\)/],
    ["http://[::ffff:10.0.0.1]/", /not public \(private\)/],
    ["http://[::127.0.0.1]/", /not public \(IPv4-compatible\)/],
    ["http://[64:ff9b::10.0.0.1]/", /not public \(private\)/],
    ["http://[2002:7f00:1::]/", /not public \(6to4\)/],
    ["http://[2001:0:808:808::1]/", /not public \(Teredo\)/],
    ["http://[fd00:ec2::254]/", /cloud metadata/],
    ["http://[fe80::1]/", /not public \(link-local\)/],
    ["http://[fd12::1]/", /not public \(private\)/],
    ["http://localhost/", /machine that Ringback itself runs on/],
    ["http://LOCALHOST./", /machine that Ringback itself runs on/],
    ["http://ｌｏｃａｌｈｏｓｔ/", /machine that Ringback itself runs on/],
    ["http://api.localhost/", /machine that Ringback itself runs on/],
    ["http://printer.local/", /private network/],
    ["http://api.internal./", /private network/],
    ["http://metadata/", /cloud metadata service/],
    ["http://metadata.google.internal/", /cloud metadata service/],
    ["http://instance-data/", /cloud metadata service/],
    ["http://intranet/", /has no dot/],
    ["http://com./", /has no dot/],
  ])("%j", (text, message) => {
    expect(refusal(text)).toMatch(message);
  });
});

describe("the local form", () => {
  it.each(["http://localhost:3000/x", "http://127.0.0.1:3000", "http://127.9.9.9", "http://[::1]:3000/x"])(
    "opens %s",
    (url) => {
      expect(checkCallbackUrl(url, local)).toMatchObject({ ok: true, warnings: [httpWarning] });
    },
  );

  it.each([
    "http://api.localhost/",
    "http://[::ffff:127.0.0.1]/",
    "http://0.0.0.0/",
    "http://10.0.0.1/",
    "http://intranet/",
    "http://metadata/",
    "http://printer.local/",
    "http://127.1/",
  ])("does not open %s", (url) => {
    expect(refusal(url, local)).not.toBe("accepted");
  });
});

describe("where EGRESS_ALLOW is set", () => {
  it.each([
    "http://intranet/",
    "http://api.internal/",
    "http://printer.local/",
    "http://localhost/",
    "http://10.1.2.3/",
    "http://[::ffff:10.1.2.3]/",
  ])("%s is accepted, a name being judged when dialled", (url) => {
    expect(checkCallbackUrl(url, opened)).toMatchObject({ ok: true });
  });

  it.each([
    "http://metadata/",
    "http://METADATA.google.internal./",
    "http://192.168.0.1/",
    "http://127.0.0.1/",
  ])("%s stays refused", (url) => {
    expect(refusal(url, opened)).not.toBe("accepted");
  });
});

it("never throws, and a URL that it accepts leads to a host that is judged good", () => {
  const piece = fc.oneof(
    fc.constantFrom(
      "http://",
      "https://",
      "//",
      "/",
      ":",
      "@",
      "#",
      "?",
      "\\",
      ".",
      "。",
      "[",
      "]",
      "%31",
      " ",
      "\t",
    ),
    fc.constantFrom(
      "localhost",
      "127.0.0.1",
      "127.1",
      "0x7f",
      "8.8.8.8",
      "1",
      "０",
      "[::1]",
      "[2606:4700::1]",
      "::",
    ),
    fc.constantFrom(
      "example.com",
      "a.example",
      "intranet",
      "metadata",
      ".internal",
      ":80",
      ":8443",
      "xn--",
      "ß",
    ),
    fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)),
  );
  const text = fc.oneof(
    { weight: 3, arbitrary: fc.array(piece, { maxLength: 7 }).map((parts) => `http://${parts.join("")}`) },
    fc.array(piece, { maxLength: 7 }).map((parts) => parts.join("")),
    fc.webUrl(),
    fc.ipV4Extended().map((host) => `https://${host}/`),
    fc.ipV6().map((host) => `https://[${host}]/`),
  );
  let accepted = 0;
  fc.assert(
    fc.property(text, (written) => {
      const verdict = checkCallbackUrl(written, strict);
      if (!verdict.ok) {
        expect(verdict.message).toMatch(/^["A-Z].*\.$/s);
        return;
      }
      accepted += 1;
      const url = new URL(verdict.url);
      expect(url.origin).toBe(verdict.origin);
      expect([url.username, url.password, url.hash]).toEqual(["", "", ""]);
      const host = parseHost(url.hostname);
      if (host.kind === "name") expect(host.name).toContain(".");
      else expect(host.kind !== "invalid" && judgeAddress(host.address, strict).ok).toBe(true);
    }),
    { numRuns: 2000 },
  );
  expect(accepted).toBeGreaterThan(50);
});
