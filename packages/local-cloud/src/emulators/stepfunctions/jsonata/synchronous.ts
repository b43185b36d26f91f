import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { compileFunction } from "node:vm";
import type jsonata from "jsonata";

/** As JSONata's own, whose `evaluate` answers at once. */
export type SynchronousExpression = Omit<jsonata.Expression, "evaluate"> & {
  evaluate(input: unknown, bindings: Record<string, unknown>): unknown;
};

/**
 * JSONata waits for a promise at each part of an expression, for functions that answer with one. Here none does, so this
 * is the same code with nothing that waits. What calls itself very deeply ends with a `RangeError`: it has no room on the
 * stack.
 */
const load = (): ((source: string) => SynchronousExpression) => {
  const require = createRequire(import.meta.url);
  const file = require.resolve("jsonata");
  const source = readFileSync(file, "utf8")
    .replaceAll(/\basync (?=function\b|\()/g, "")
    .replaceAll(/\bawait (?:Promise\.all(?=\())?/g, "");
  if (/\basync (function|\()|\bawait\b|\bPromise\b/.test(source))
    throw new Error(`${file} has something that waits and cannot be left out. Has JSONata changed?`);
  const module = { exports: {} };
  compileFunction(source, ["module", "exports"], { filename: file })(module, module.exports);
  return module.exports as (source: string) => SynchronousExpression;
};

export const synchronousJsonata = load();
