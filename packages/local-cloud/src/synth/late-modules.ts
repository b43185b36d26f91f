import { Module } from "node:module";

/**
 * Puts something in the place of a module of CommonJS, which loads it when it is used: `functions` that are called, or
 * else any member that is read.
 */
export const loadLate = (require: NodeJS.Require, id: string, functions?: readonly string[]): void => {
  const path = require.resolve(id);
  if (require.cache[path]) return;
  let loaded: Record<string, unknown> | undefined;
  const load = () => {
    if (!loaded) {
      delete require.cache[path];
      loaded = require(path) as Record<string, unknown>;
    }
    return loaded;
  };
  const call =
    (name: string) =>
    (...given: unknown[]) =>
      (load()[name] as (...given: unknown[]) => unknown)(...given);
  const exports = functions
    ? Object.fromEntries(functions.map((name) => [name, call(name)]))
    : // What TypeScript compiled looks at the mark, and takes it as it is.
      new Proxy({}, { get: (_, name) => name === "__esModule" || Reflect.get(load(), name) });
  require.cache[path] = Object.assign(new Module(path), { filename: path, loaded: true, exports });
};
