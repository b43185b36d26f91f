import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

interface ResourceRuntime {
  registerResource(
    resource: unknown,
    parent: unknown,
    type: string,
    name: string,
    ...rest: unknown[]
  ): unknown;
}

/** Deep enough for a helper of a helper that makes a component. */
const FRAMES = 60;

/**
 * Notes for each resource the file of the app that declares it. Of the files on the stack it is the outermost but the
 * config itself: the slice that calls a helper, not the helper. Resources that components make later have no such
 * file; they belong to their component.
 *
 * The lookup is by line: esbuild names each module in a comment before its code.
 */
export const noteFiles = (
  platform: string,
  bundle: string,
): { fileOf(type: string, name: string): string | undefined } => {
  const require = createRequire(join(platform, "package.json"));
  const runtime = require("@pulumi/pulumi/runtime/resource") as ResourceRuntime;
  const register = runtime.registerResource;
  const linesOf = new Map<string, number[]>();

  runtime.registerResource = function (resource, parent, type, name, ...rest) {
    linesOf.set(`${type}::${name}`, linesOfStack(bundle));
    return register.call(this, resource, parent, type, name, ...rest);
  };

  let modules: { line: number; file: string }[] | undefined;
  const known = new Map<number, string | undefined>();
  const moduleAt = (line: number): string | undefined => {
    if (known.has(line)) return known.get(line);
    modules ??= modulesOf(readFileSync(bundle, "utf8"));
    const file = modules.findLast((module) => module.line <= line)?.file;
    known.set(line, file);
    return file;
  };

  return {
    fileOf(type, name) {
      const files = (linesOf.get(`${type}::${name}`) ?? [])
        .map(moduleAt)
        .filter((file): file is string => file !== undefined && ownFile.test(file));
      return files.findLast((file) => file !== "sst.config.ts") ?? files.at(-1);
    },
  };
};

/** Lines of the bundle on the stack, innermost first. */
const linesOfStack = (bundle: string): number[] => {
  const { stackTraceLimit, prepareStackTrace } = Error;
  Error.stackTraceLimit = FRAMES;
  // The raw frames: Pulumi installs a mapping to sources, which takes longer than all the rest.
  Error.prepareStackTrace = (_error, frames) =>
    frames.flatMap((frame) => (frame.getFileName()?.endsWith(bundle) ? [frame.getLineNumber() ?? 0] : []));
  const lines = new Error().stack as unknown as number[];
  Object.assign(Error, { stackTraceLimit, prepareStackTrace });
  return lines;
};

const ownFile = /^(?!\.sst\/|\.\.\/|<|.*node_modules\/).+\.[cm]?[jt]sx?$/;

const modulesOf = (code: string): { line: number; file: string }[] =>
  code.split("\n").flatMap((text, index) => {
    const file = /^\/\/ (\S+\.[cm]?[jt]sx?)$/.exec(text)?.[1];
    return file === undefined ? [] : [{ line: index + 1, file }];
  });
