import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** Of the package: `0.1.0`. */
export const ownVersion = (): string => {
  const manifest = fileURLToPath(import.meta.resolve("sourdough-local/package.json"));
  return (JSON.parse(readFileSync(manifest, "utf8")) as { version: string }).version;
};
