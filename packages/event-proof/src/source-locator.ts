import { existsSync, globSync, readFileSync } from "node:fs";
import { join } from "node:path";

interface Source {
  readonly path: string;
  readonly text: string;
}

/** Finds the place in the infrastructure code that names a resource. */
export interface Locator {
  /** `services/orders/infra.ts:170`; `file` is where it is, if that is known. */
  of(resource: string, file?: string): string;
  /** The text of a file, if there is one. */
  text(path: string): string | undefined;
}

const words = (name: string) => name.match(/[A-Z]?[a-z0-9]+|[A-Z]+(?![a-z])/g) ?? [name];

/** Looks for a resource's name, then for what is left without its last word: helpers append what kind it is. */
export const createLocator = (root: string): Locator => {
  const paths = globSync(["services/*/infra.ts", "packages/*/infra.ts", "infra/*.ts", "sst.config.ts"], {
    cwd: root,
  });
  const sources: Source[] = paths.map((path) => ({ path, text: readFileSync(join(root, path), "utf8") }));
  const search = (pattern: RegExp, file: string | undefined) => {
    for (const { path, text } of sources) {
      if (file !== undefined && path !== file) continue;
      const at = text.search(pattern);
      if (at >= 0) return `${path}:${text.slice(0, at).split("\n").length}`;
    }
    return undefined;
  };
  const find = (resource: string, file: string | undefined): string => {
    const parts = words(resource.replace(/Target$/, "Rule"));
    for (let length = parts.length; length > 0; length--) {
      const name = parts.slice(0, length).join("");
      // `deadLetterQueue("LowStockDeadLetterQueue"` rather than another mention of the name.
      const kind = parts.slice(length, length + 1).join("");
      const found =
        (kind && search(new RegExp(`\\w*${kind}\\w*\\(\\s*["'\`]${name}["'\`]`, "i"), file)) ||
        // Quoted, or a consumer and its target.
        search(new RegExp(`["'\`]${name}["'\`]|^ *${name}:`, "m"), file);
      if (found) return found;
    }
    // Made by a helper in another file than the slice that calls it.
    return search(new RegExp(`["'\`]${resource}["'\`]`), undefined) ?? file ?? "sst.config.ts";
  };
  const known = new Map<string, string>();
  return {
    of(resource, file) {
      const place = known.get(resource) ?? find(resource, file);
      known.set(resource, place);
      return place;
    },
    text(path) {
      const file = join(root, path);
      return existsSync(file) ? readFileSync(file, "utf8") : undefined;
    },
  };
};
