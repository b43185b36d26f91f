import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { parseJson } from "../core/parse-json.ts";
import type { ConfigPaths } from "./config-bundle.ts";

/**
 * The modules of SST's platform that the last evaluation loaded: `@pulumi/aws` loads each of its thousand when somebody
 * first asks for it, and which ones those are, only the config says.
 */
export const keptModules = ({ platform, work }: ConfigPaths): { load(): void; keep(): void } => {
  const require = createRequire(join(platform, "package.json"));
  const file = join(work, "modules.json");
  const known = (): unknown => {
    try {
      return parseJson(readFileSync(file, "utf8"));
    } catch {
      return undefined;
    }
  };
  return {
    load() {
      const paths = known();
      for (const path of Array.isArray(paths) ? paths : [])
        try {
          require(String(path));
        } catch {
          // Of another version of the platform, perhaps.
        }
    },
    keep() {
      const providers = `${platform}/node_modules/@pulumi/`;
      const own = Object.keys(require.cache).filter(
        (path) => path.startsWith(providers) && !path.startsWith(`${providers}pulumi/`),
      );
      const partial = `${file}.${process.pid}`;
      writeFileSync(partial, JSON.stringify(own));
      renameSync(partial, file);
    },
  };
};
