import { readFileSync } from "node:fs";
import { Module } from "node:module";

interface Compiled extends NodeJS.Module {
  _compile(code: string, path: string): unknown;
}

/**
 * Loads a module of CommonJS as it is but for one text in it; `given` is what `module.given` is for the other. Of a version
 * that lacks the text it is loaded unchanged.
 */
export const loadChanged = (
  require: NodeJS.Require,
  id: string,
  { from, to, given }: { readonly from: string; readonly to: string; readonly given: unknown },
): void => {
  const path = require.resolve(id);
  if (require.cache[path]) return;
  const code = readFileSync(path, "utf8");
  if (!code.includes(from)) return;
  const module = Object.assign(new Module(path), { filename: path, given }) as unknown as Compiled;
  require.cache[path] = module;
  module._compile(
    code.replace(from, () => to),
    path,
  );
  module.loaded = true;
};
