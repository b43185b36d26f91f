import { registerHooks } from "node:module";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

/** Finds modules that a handler names below `/opt` in the folders of its layers, as far as any has them. */
export const mountLayers = (folders: readonly string[]): void => {
  if (folders.length === 0) return;
  registerHooks({
    resolve(specifier, context, next) {
      const path = specifier.startsWith("file:///opt/") ? fileURLToPath(specifier) : specifier;
      if (!path.startsWith("/opt/")) return next(specifier, context);
      const isImport = context.conditions.includes("import");
      for (const folder of folders) {
        const candidate = join(folder, path.slice("/opt".length));
        try {
          return next(isImport ? pathToFileURL(candidate).href : candidate, context);
        } catch {
          // Another layer may have it.
        }
      }
      return next(specifier, context);
    },
  });
};
