import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { apiOrigin } from "./dev-server.ts";

export default defineConfig(({ command }) => {
  const origin = command === "serve" ? apiOrigin(import.meta.dirname) : undefined;
  // Whoever builds the page from a test run has NODE_ENV=test, which would bring React's development build.
  if (command === "build") process.env.NODE_ENV = "production";
  return {
    plugins: [react()],
    // As the router has it in front of everything: what is below /api goes to the services' APIs.
    server: { proxy: origin ? { "/api": { target: origin, changeOrigin: true } } : undefined },
    build: { target: "es2023", sourcemap: true, reportCompressedSize: false },
  };
});
