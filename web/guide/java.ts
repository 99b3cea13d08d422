import { only, type Snippet } from "./snippet.ts";

const hmac = `    static boolean isGenuine(byte[] content, String signature) throws Exception {
        var mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(Base64.getDecoder().decode(SECRET.replaceFirst("whsec_", "")), "HmacSHA256"));
        var expected = "v1," + Base64.getEncoder().encodeToString(mac.doFinal(content));
        return MessageDigest.isEqual(expected.getBytes(), signature.getBytes());
    }`;

const ed25519 = `    static boolean isGenuine(byte[] content, String signature) throws Exception {
        if (!signature.startsWith("v1a,")) return false;
        // The fixed beginning of an ed25519 key in X.509 form (RFC 8410).
        var der = HexFormat.of().parseHex("302a300506032b6570032100"
            + HexFormat.of().formatHex(Base64.getDecoder().decode(SECRET.replaceFirst("whpk_", ""))));
        var verifier = Signature.getInstance("Ed25519");
        verifier.initVerify(KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(der)));
        verifier.update(content);
        return verifier.verify(Base64.getDecoder().decode(signature.substring(4)));
    }`;

const hmacImports = `import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.Executors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;`;

const ed25519Imports = (authHeader: string | null) => `import java.security.KeyFactory;
${only(authHeader !== null, "import java.security.MessageDigest;\n")}import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.Executors;`;

export const java: Snippet = {
  language: "Java",
  highlight: "java",
  file: "Receiver.java",
  run: "java Receiver.java",
  code: ({ signing, authHeader, path }) => `import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
${signing === "v1" ? hmacImports : ed25519Imports(authHeader)}

public class Receiver {
    static final String SECRET = System.getenv("RINGBACK_SECRET");

${signing === "v1" ? hmac : ed25519}

    static boolean isGenuineQuietly(byte[] content, String signature) {
        try {
            return isGenuine(content, signature);
        } catch (Exception malformed) {
            return false;
        }
    }

    static void receive(HttpExchange exchange) throws IOException {
        var body = exchange.getRequestBody().readAllBytes();
        var headers = exchange.getRequestHeaders();
        var id = String.valueOf(headers.getFirst("webhook-id"));
        var timestamp = String.valueOf(headers.getFirst("webhook-timestamp"));
        var signatures = String.valueOf(headers.getFirst("webhook-signature")).split(" ");
        var fresh = timestamp.matches("\\\\d{1,12}")
            && Math.abs(System.currentTimeMillis() / 1000 - Long.parseLong(timestamp)) <= 300;
        var content = new ByteArrayOutputStream();
        content.writeBytes((id + "." + timestamp + ".").getBytes());
        content.writeBytes(body);
        // While a secret is rotated there are two signatures: one that is right is enough.
        var genuine = fresh
            && Arrays.stream(signatures).anyMatch(one -> isGenuineQuietly(content.toByteArray(), one));
${only(
  authHeader !== null,
  `        var known = MessageDigest.isEqual(System.getenv("RINGBACK_AUTH").getBytes(),
            String.valueOf(headers.getFirst("${authHeader}")).getBytes());
`,
)}        var accepted = exchange.getRequestMethod().equals("POST") && genuine${only(authHeader !== null, " && known")};
        exchange.sendResponseHeaders(accepted ? 200 : 401, -1);
        exchange.close();
        // Answered; now do the work. The same id may come again: take each once.
        if (accepted) System.out.println(id + " " + new String(body));
    }

    public static void main(String[] args) throws IOException {
        var port = Integer.parseInt(Map.copyOf(System.getenv()).getOrDefault("PORT", "4000"));
        var server = HttpServer.create(new InetSocketAddress(port), 0);
        server.setExecutor(Executors.newFixedThreadPool(8));
        server.createContext("${path}", Receiver::receive);
        server.start();
    }
}
`,
};
