import { only, type Snippet } from "./snippet.ts";

const hmac = `const key = Buffer.from(process.env.RINGBACK_SECRET.replace("whsec_", ""), "base64");

const isGenuine = (content, signature) =>
  equal(signature, "v1," + createHmac("sha256", key).update(content).digest("base64"));`;

const ed25519 = `const key = createPublicKey({
  format: "jwk",
  key: {
    kty: "OKP",
    crv: "Ed25519",
    x: Buffer.from(process.env.RINGBACK_SECRET.replace("whpk_", ""), "base64").toString("base64url"),
  },
});

const isGenuine = (content, signature) =>
  signature.startsWith("v1a,") &&
  verify(null, Buffer.from(content), key, Buffer.from(signature.slice(4), "base64"));`;

export const node: Snippet = {
  language: "Node",
  highlight: "javascript",
  file: "receiver.mjs",
  run: "node receiver.mjs",
  code: ({
    signing,
    authHeader,
    path,
  }) => `// With "npm install ringback" three lines do it, in any framework:
//   const callbacks = createReceiver({ secret: process.env.RINGBACK_SECRET }); // from "ringback/receiver"
//   const { id, payload } = await callbacks.receive(request); // throws what to answer: error.status
// Without any package:
import { createServer } from "node:http";
import { ${signing === "v1" ? "createHmac" : "createPublicKey"}, timingSafeEqual${only(signing === "v1a", ", verify")} } from "node:crypto";

const equal = (a, b) => a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));

${signing === "v1" ? hmac : ed25519}

createServer(async (request, response) => {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const body = Buffer.concat(chunks).toString();
  const id = request.headers["webhook-id"] ?? "";
  const timestamp = request.headers["webhook-timestamp"] ?? "";
  const signatures = String(request.headers["webhook-signature"] ?? "").split(" ");
  const fresh = Math.abs(Date.now() / 1000 - Number(timestamp)) <= 300;
  // While a secret is rotated there are two signatures: one that is right is enough.
  const genuine = fresh && signatures.some((one) => isGenuine(\`\${id}.\${timestamp}.\${body}\`, one));
${only(
  authHeader !== null,
  `  const known = equal(request.headers["${authHeader?.toLowerCase()}"] ?? "", process.env.RINGBACK_AUTH);
`,
)}  if (request.method !== "POST" || request.url.split("?")[0] !== "${path}" || !genuine${only(authHeader !== null, " || !known")}) {
    response.writeHead(401).end();
    return;
  }
  response.writeHead(200).end();
  // Answered; now do the work. The same id may come again: take each once.
  const update = JSON.parse(body);
  console.log(id, update.leadId, update.sequence, update.triggers);
}).listen(process.env.PORT ?? 4000);
`,
};
