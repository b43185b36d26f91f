import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

export default defineConfig(({ command }) => {
  // Whoever builds the page from a test run has NODE_ENV=test, which would bring React's development build.
  if (command === "build") process.env.NODE_ENV = "production";
  return {
    plugins: [react()],
    build: { target: "es2023", sourcemap: true, reportCompressedSize: false },
  };
});
