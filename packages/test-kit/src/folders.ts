import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The repository. */
export const root = fileURLToPath(new URL("../../..", import.meta.url));

/** Bundles of all functions, made before the tests, for each bakery to begin with. */
export const bundleFolder = join(root, ".local/test-bundles");
