import { only, type Snippet } from "./snippet.ts";

const hmac = `func isGenuine(content []byte, signature string) bool {
	mac := hmac.New(sha256.New, key)
	mac.Write(content)
	expected := "v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil))
	return subtle.ConstantTimeCompare([]byte(signature), []byte(expected)) == 1
}`;

const ed25519 = `func isGenuine(content []byte, signature string) bool {
	text, found := strings.CutPrefix(signature, "v1a,")
	bytes, err := base64.StdEncoding.DecodeString(text)
	return found && err == nil && ed25519.Verify(key, content, bytes)
}`;

export const go: Snippet = {
  language: "Go",
  highlight: "go",
  file: "receiver.go",
  run: "go run receiver.go",
  code: ({ signing, authHeader, path }) => `package main

import (
${only(signing === "v1a", '\t"crypto/ed25519"\n')}${only(signing === "v1", '\t"crypto/hmac"\n\t"crypto/sha256"\n')}${only(
  signing === "v1" || authHeader !== null,
  '\t"crypto/subtle"\n',
)}	"encoding/base64"
	"encoding/json"
	"io"
	"log"
	"math"
	"net/http"
	"os"
	"strconv"
	"strings"
	"time"
)

var key, _ = base64.StdEncoding.DecodeString(strings.TrimPrefix(os.Getenv("RINGBACK_SECRET"), "${signing === "v1" ? "whsec_" : "whpk_"}"))

${signing === "v1" ? hmac : ed25519}

func receive(response http.ResponseWriter, request *http.Request) {
	body, err := io.ReadAll(request.Body)
	id := request.Header.Get("webhook-id")
	timestamp := request.Header.Get("webhook-timestamp")
	seconds, notNumber := strconv.ParseInt(timestamp, 10, 64)
	fresh := notNumber == nil && math.Abs(float64(time.Now().Unix()-seconds)) <= 300
	content := append([]byte(id+"."+timestamp+"."), body...)
	// While a secret is rotated there are two signatures: one that is right is enough.
	genuine := false
	for _, one := range strings.Split(request.Header.Get("webhook-signature"), " ") {
		genuine = genuine || isGenuine(content, one)
	}
${only(
  authHeader !== null,
  `	auth := request.Header.Get("${authHeader}")
	known := subtle.ConstantTimeCompare([]byte(auth), []byte(os.Getenv("RINGBACK_AUTH"))) == 1
`,
)}	if err != nil || request.Method != http.MethodPost || !fresh || !genuine${only(authHeader !== null, " || !known")} {
		response.WriteHeader(http.StatusUnauthorized)
		return
	}
	response.WriteHeader(http.StatusOK)
	// Answer first, then do the work. The same id may come again: take each once.
	go func() {
		var update struct {
			LeadID   string   \`json:"leadId"\`
			Sequence int64    \`json:"sequence"\`
			Triggers []string \`json:"triggers"\`
		}
		if json.Unmarshal(body, &update) == nil {
			log.Println(id, update.LeadID, update.Sequence, update.Triggers)
		}
	}()
}

func main() {
	port := os.Getenv("PORT")
	if port == "" {
		port = "4000"
	}
	http.HandleFunc("${path}", receive)
	log.Fatal(http.ListenAndServe(":"+port, nil))
}
`,
};
