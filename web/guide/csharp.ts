import { only, type Snippet } from "./snippet.ts";

const hmac = `var key = Convert.FromBase64String(Environment.GetEnvironmentVariable("RINGBACK_SECRET")!.Replace("whsec_", ""));

bool IsGenuine(byte[] content, string signature) => CryptographicOperations.FixedTimeEquals(
    Encoding.UTF8.GetBytes("v1," + Convert.ToBase64String(HMACSHA256.HashData(key, content))),
    Encoding.UTF8.GetBytes(signature));`;

const ed25519 = `// dotnet add package NSec.Cryptography
var key = PublicKey.Import(SignatureAlgorithm.Ed25519,
    Convert.FromBase64String(Environment.GetEnvironmentVariable("RINGBACK_SECRET")!.Replace("whpk_", "")),
    KeyBlobFormat.RawPublicKey);

bool IsGenuine(byte[] content, string signature)
{
    var bytes = new byte[64];
    return signature.StartsWith("v1a,")
        && Convert.TryFromBase64String(signature[4..], bytes, out var length) && length == 64
        && SignatureAlgorithm.Ed25519.Verify(key, content, bytes);
}`;

export const csharp: Snippet = {
  language: "C#",
  highlight: "csharp",
  file: "Program.cs",
  run: "dotnet new web && dotnet run",
  code: ({
    signing,
    authHeader,
    path,
  }) => `${signing === "v1" || authHeader !== null ? "using System.Security.Cryptography;\n" : ""}using System.Text;
using System.Text.Json;
${only(signing === "v1a", "using NSec.Cryptography;\n")}
${signing === "v1" ? hmac : ed25519}

var app = WebApplication.CreateBuilder(args).Build();
app.Urls.Add("http://0.0.0.0:" + (Environment.GetEnvironmentVariable("PORT") ?? "4000"));

app.MapPost("${path}", async (HttpRequest request, HttpResponse response) =>
{
    using var buffer = new MemoryStream();
    await request.Body.CopyToAsync(buffer);
    var body = buffer.ToArray();
    var id = request.Headers["webhook-id"].ToString();
    var timestamp = request.Headers["webhook-timestamp"].ToString();
    var fresh = long.TryParse(timestamp, out var seconds)
        && Math.Abs(DateTimeOffset.UtcNow.ToUnixTimeSeconds() - seconds) <= 300;
    byte[] content = [.. Encoding.UTF8.GetBytes($"{id}.{timestamp}."), .. body];
    // While a secret is rotated there are two signatures: one that is right is enough.
    var genuine = fresh && request.Headers["webhook-signature"].ToString().Split(' ').Any(one => IsGenuine(content, one));
${only(
  authHeader !== null,
  `    var known = CryptographicOperations.FixedTimeEquals(
        Encoding.UTF8.GetBytes(request.Headers["${authHeader}"].ToString()),
        Encoding.UTF8.GetBytes(Environment.GetEnvironmentVariable("RINGBACK_AUTH")!));
`,
)}    if (!genuine${only(authHeader !== null, " || !known")})
    {
        response.StatusCode = 401;
        return;
    }
    response.StatusCode = 200;
    await response.CompleteAsync();
    // Answered; now do the work. The same id may come again: take each once.
    var update = JsonDocument.Parse(body).RootElement;
    Console.WriteLine($"{id} {update.GetProperty("leadId")}");
});

app.Run();
`,
};
