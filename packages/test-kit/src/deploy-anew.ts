import { statSync, utimesSync } from "node:fs";
import { join } from "node:path";
import type { Bakery } from "./bakery.ts";
import { root } from "./folders.ts";

/**
 * Deploys a new version of a function, as a changed `source` (below the root of the repository) does in a bakery that
 * was opened with `watch`. Resolves when the next execution gets the new version.
 */
export const deployAnew = async (bakery: Bakery, name: string, source: string): Promise<void> => {
  const { cloud } = bakery.local;
  const bundledAt = () => statSync(join(cloud.localFolder, `bundles/${name}Function/bundle.json`)).mtimeMs;
  const before = bundledAt();
  utimesSync(join(root, source), new Date(), new Date());
  await bakery.until(`${name} is bundled again`, () => bundledAt() > before);
  await cloud.use("bundling").settled();
};
