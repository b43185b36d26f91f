import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

// `npm run dev` shows the console of a running local cloud; it accepts changes from its own origin only.
const cloud = process.env.CONSOLE_URL ?? "http://127.0.0.1:4567";

export default defineConfig({
  base: "./",
  plugins: [react()],
  worker: { format: "es" },
  build: { target: "es2023", sourcemap: true, reportCompressedSize: false, chunkSizeWarningLimit: 2000 },
  server: {
    host: "127.0.0.1",
    proxy: { "/api": { target: cloud, changeOrigin: true, headers: { origin: new URL(cloud).origin } } },
  },
});
