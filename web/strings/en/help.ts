/** The help page: what to do when something does not arrive, by what is seen. */
export const help = {
  startTitle: "Your first delivery",
  start: [
    "Open a process under Processes, scroll down to Advanced Settings and expand it.",
    "Under Lead Update Callbacks press + Add Callback and enter your Lead Update URL. Without a server, make a receiver URL in the Inspector and use that.",
    "Press Send test: it goes the way that deliveries go, and shows what your endpoint answered.",
    "Save. From then on every call that ends, change of status and final disposition is posted to your endpoint.",
  ],
  receivingTitle: "Receiving well",
  receiving: [
    "Verify webhook-signature with the signing secret of the callback before you trust a body.",
    "Answer 200 at once and do the work afterwards: an answer that takes longer than the timeout counts as a failure and is sent again.",
    "Take each webhook-id once: after a crash or a lost answer the same delivery comes again under the same id.",
    "Order by sequence: it counts what happened to a lead from 1, and may have gaps.",
  ],
  guide: "Code for your language, for each callback",
  noCallback: "Add a callback to a process, and its code stands here.",
  troublesTitle: "When callbacks do not arrive",
  troublesNote: "By what the delivery says.",
  errorsTitle: "Advanced Settings shows Errors",
  errors:
    "Press the Errors badge: it opens the section and goes to the first wrong field. Check that the Lead Update URL is a whole URL (HTTPS recommended) and that the fields of the chosen Authentication are filled in.",
  shortcutsTitle: "Keys",
  shortcuts: [
    { keys: "Ctrl K", does: "Search, go anywhere, change the theme" },
    { keys: "Ctrl S", does: "Save the process" },
    { keys: "J K", does: "Next and previous delivery" },
    { keys: "Enter", does: "Open the chosen delivery" },
    { keys: "R", does: "Resend the open delivery" },
    { keys: "Esc", does: "Close what is open" },
  ],
  apiTitle: "By API",
  api: "Everything here can also be done by the API, with a project token that the first start or “token create” printed.",
  /** By the class of an attempt's error, or its status. */
  topics: {
    "405": {
      title: "405: the endpoint does not take POST",
      text: "Callbacks are sent as POST. Let the route accept POST at exactly this path; frameworks often answer 405 where only GET was declared. The Allow header of the answer says what it takes.",
    },
    "401": {
      title: "401 or 403: the endpoint refuses the credentials",
      text: "Compare the header that was sent (it stands in the request, masked) with the one that the endpoint expects: Authorization for a Bearer Token, or the Auth Key of a Custom Auth Header. A 403 can also come from a firewall or a bot filter in front of the server: let these requests through.",
    },
    "404": {
      title: "404: there is nothing at this path",
      text: "Check the path of the Lead Update URL, the trailing slash too, and that this version of the backend is deployed.",
    },
    "410": {
      title: "410: the endpoint is gone",
      text: "The receiver said that it wants no more, so the callback was paused. Enter the new URL, or press Resume if it is back.",
    },
    "413": {
      title: "413: the update is too large",
      text: "Raise the body limit of the server (client_max_body_size in nginx, for instance), or choose a smaller Payload Format.",
    },
    "429": {
      title: "429: too many requests",
      text: "The callback is slowed down and tried again when the receiver's Retry-After says. Set a rate limit on the callback so that it does not come to this.",
    },
    "3xx": {
      title: "3xx: the endpoint redirects",
      text: "Redirects are not followed, since a body and its secrets must not go where nobody chose. Enter the final URL; often it is https instead of http, or with or without www.",
    },
    "4xx": {
      title: "Another 4xx: the endpoint refuses the request",
      text: "The body of the answer usually says why. Look in the server's log for the time of the attempt and the webhook-id.",
    },
    "5xx": {
      title: "5xx: the endpoint failed",
      text: "The server broke while it worked on the update. Look in its log for the webhook-id. Nothing is lost meanwhile: it is tried again over days, and what waits is sent as soon as the receiver works.",
    },
    dns: {
      title: "The host's name was not found",
      text: "Check the spelling of the host, and that its name is in public DNS. A name that only your own network knows cannot be reached.",
    },
    blocked: {
      title: "The address is blocked",
      text: "Callbacks reach public addresses only, so that nobody can use them to look into a private network. Use a public address, or ask the operator to allow a range with EGRESS_ALLOW.",
    },
    refused: {
      title: "Nothing accepts the connection",
      text: "Check that the server runs, that the port is right, and that a firewall lets the connection in.",
    },
    connect: {
      title: "No connection came about",
      text: "Something drops the packets on the way, usually a firewall. If your server accepts only approved IPs, turn on Requires source to be whitelisted and approve the addresses that stand there.",
    },
    tls: {
      title: "The certificate or the TLS handshake failed",
      text: "Look for a certificate that has expired, is self-signed, is for another host, or comes without its intermediate certificates.",
    },
    timeout: {
      title: "The endpoint took too long",
      text: "Answer 200 as soon as the update is stored or queued, and do the work afterwards. An answer after the timeout counts as a failure.",
    },
    reset: {
      title: "The connection was closed before an answer",
      text: "The server crashed, or a proxy in front of it gave up. Look in both logs, at limits of size and time too.",
    },
    protocol: {
      title: "What answered is no web server",
      text: "Check the port and the scheme of the URL: http and https are often confused.",
    },
    source: {
      title: "The fixed source does not work",
      text: "The callback requires a whitelisted source, and the deployment's fixed proxy or address is missing or unreachable. Nothing was sent; the operator has to mend it, and then it goes out.",
    },
    configuration: {
      title: "Ringback cannot send it as it is set",
      text: "Usually the SECRET_KEY of the deployment has changed, or its fixed source is gone. The operator finds the reason in the log.",
    },
  },
};
