import { fileURLToPath } from "node:url";
import { synthesize } from "sourdough-local/synth";

/** Run once before all flow tests: in a fresh clone it installs SST's platform; then every boot has a cached graph. */
export const setup = async (): Promise<void> => {
  await synthesize({
    root: fileURLToPath(new URL("../../..", import.meta.url)),
    onProgress: (message) => console.log(message),
  });
};
