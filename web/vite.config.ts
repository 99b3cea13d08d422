import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { docs } from "./docs/plugin.ts";

/** Stands for the nonce of one answer; the server puts it in (`src/http/routes/dashboard.ts`). */
const nonceMark = "CSP_NONCE";

export default defineConfig(({ command }) => {
  // A build is for production, whatever built it: under a test runner, too, which sets "test".
  if (command === "build") process.env.NODE_ENV = "production";
  return {
    root: import.meta.dirname,
    plugins: [react(), docs()],
    html: { cspNonce: nonceMark },
    build: {
      emptyOutDir: true,
      target: "es2022",
      // Fonts and pictures stay files: the page's policy allows no `data:` fonts.
      assetsInlineLimit: 0,
      manifest: true,
      chunkSizeWarningLimit: 800,
    },
    // `npm run web`: the dashboard from its sources, the API from the server that runs beside it.
    server: {
      proxy: {
        "/api": "http://localhost:8080",
        "/sign-in": "http://localhost:8080",
        "^/docs$": "http://localhost:8080",
      },
    },
  };
});
