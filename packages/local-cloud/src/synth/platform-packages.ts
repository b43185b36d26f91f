import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Plugin } from "esbuild";

/** Packages the platform installed for itself stay outside a bundle: Pulumi must exist once. */
export const platformPackages = (platform: string): Plugin => ({
  name: "platform-packages",
  setup({ onResolve }) {
    const known = new Map<string, boolean>();
    onResolve({ filter: /^[^./]/ }, ({ path, importer, kind }) => {
      if (kind === "entry-point" || path.startsWith("node:")) return undefined;
      const name = path
        .split("/")
        .slice(0, path.startsWith("@") ? 2 : 1)
        .join("/");
      const fromPlatform = importer.startsWith(platform) || name.startsWith("@pulumi/");
      if (!fromPlatform) return undefined;
      if (!known.has(name)) known.set(name, existsSync(join(platform, "node_modules", name)));
      return known.get(name) ? { path, external: true } : undefined;
    });
  },
});
