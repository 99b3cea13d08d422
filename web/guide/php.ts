import { only, type Snippet } from "./snippet.ts";

const hmac = `$key = base64_decode(substr(getenv('RINGBACK_SECRET'), strlen('whsec_')));
$isGenuine = fn (string $content, string $signature): bool =>
    hash_equals('v1,' . base64_encode(hash_hmac('sha256', $content, $key, true)), $signature);`;

const ed25519 = `$key = base64_decode(substr(getenv('RINGBACK_SECRET'), strlen('whpk_')));
$isGenuine = function (string $content, string $signature) use ($key): bool {
    $bytes = base64_decode(substr($signature, 4), true);
    return str_starts_with($signature, 'v1a,') && $bytes !== false && strlen($bytes) === 64
        && sodium_crypto_sign_verify_detached($bytes, $content, $key);
};`;

/** How PHP names a request header. */
const variable = (header: string): string => `HTTP_${header.toUpperCase().replaceAll("-", "_")}`;

export const php: Snippet = {
  language: "PHP",
  highlight: "php",
  file: "receiver.php",
  run: "php -S 0.0.0.0:4000 receiver.php",
  code: ({ signing, authHeader, path }) => `<?php
${signing === "v1" ? hmac : ed25519}

$body = file_get_contents('php://input');
$id = $_SERVER['HTTP_WEBHOOK_ID'] ?? '';
$timestamp = $_SERVER['HTTP_WEBHOOK_TIMESTAMP'] ?? '';
$signatures = explode(' ', $_SERVER['HTTP_WEBHOOK_SIGNATURE'] ?? '');
$fresh = ctype_digit($timestamp) && abs(time() - (int) $timestamp) <= 300;
// While a secret is rotated there are two signatures: one that is right is enough.
$genuine = $fresh && array_filter($signatures, fn ($one) => $isGenuine("$id.$timestamp.$body", $one)) !== [];
${only(
  authHeader !== null,
  `$known = hash_equals(getenv('RINGBACK_AUTH'), $_SERVER['${variable(authHeader ?? "")}'] ?? '');
`,
)}$path = parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH);
if ($_SERVER['REQUEST_METHOD'] !== 'POST' || $path !== '${path.replaceAll("'", "\\'")}' || !$genuine${only(authHeader !== null, " || !$known")}) {
    http_response_code(401);
    exit;
}
http_response_code(200);
if (function_exists('fastcgi_finish_request')) {
    fastcgi_finish_request(); // Answered; now do the work.
}
// The same id may come again: take each once.
$update = json_decode($body, true);
error_log($id . ' ' . $update['leadId'] . ' ' . ($update['sequence'] ?? ''));
`,
};
