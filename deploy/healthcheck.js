/** Asks `/readyz` of the server in this container; ends with 0 where it answers requests, else with 1. */
const port = process.env.PORT || "8080";
fetch(`http://127.0.0.1:${port}/readyz`, { signal: AbortSignal.timeout(4_000) }).then(
  ({ ok }) => process.exit(ok ? 0 : 1),
  () => process.exit(1),
);
