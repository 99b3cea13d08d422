import { only, type Snippet } from "./snippet.ts";

const hmac = `KEY = base64.b64decode(os.environ["RINGBACK_SECRET"].removeprefix("whsec_"))


def is_genuine(content: bytes, signature: str) -> bool:
    expected = base64.b64encode(hmac.new(KEY, content, hashlib.sha256).digest()).decode()
    return hmac.compare_digest(signature, "v1," + expected)`;

const ed25519 = `KEY = Ed25519PublicKey.from_public_bytes(
    base64.b64decode(os.environ["RINGBACK_SECRET"].removeprefix("whpk_"))
)


def is_genuine(content: bytes, signature: str) -> bool:
    if not signature.startswith("v1a,"):
        return False
    try:
        KEY.verify(base64.b64decode(signature[4:]), content)
        return True
    except (InvalidSignature, ValueError):
        return False`;

export const python: Snippet = {
  language: "Python",
  highlight: "python",
  file: "receiver.py",
  run: "python3 receiver.py",
  code: ({ signing, authHeader, path }) => `import base64
${only(signing === "v1", "import hashlib\n")}import hmac
import json
import os
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
${only(
  signing === "v1a",
  `
from cryptography.exceptions import InvalidSignature  # pip install cryptography
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
`,
)}
${signing === "v1" ? hmac : ed25519}


class Receiver(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        id = self.headers.get("webhook-id", "")
        timestamp = self.headers.get("webhook-timestamp", "")
        signatures = self.headers.get("webhook-signature", "").split(" ")
        fresh = timestamp.isdigit() and abs(time.time() - int(timestamp)) <= 300
        content = f"{id}.{timestamp}.".encode() + body
        # While a secret is rotated there are two signatures: one that is right is enough.
        genuine = fresh and any(is_genuine(content, one) for one in signatures)
${only(
  authHeader !== null,
  `        known = hmac.compare_digest(
            self.headers.get("${authHeader}", "").encode(), os.environ["RINGBACK_AUTH"].encode()
        )
`,
)}        if self.path.split("?")[0] != "${path}" or not genuine${only(authHeader !== null, " or not known")}:
            self.send_response(401)
            self.send_header("content-length", "0")
            self.end_headers()
            return
        self.send_response(200)
        self.send_header("content-length", "0")
        self.end_headers()
        # Answered; now do the work. The same id may come again: take each once.
        update = json.loads(body)
        print(id, update["leadId"], update.get("sequence"), update.get("triggers"), flush=True)


ThreadingHTTPServer(("", int(os.environ.get("PORT", 4000))), Receiver).serve_forever()
`,
};
