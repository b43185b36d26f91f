import { readFileSync } from "node:fs";
import { SourceMap } from "node:module";
import { dirname, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { FunctionError } from "./worker/protocol.ts";

/** A place in a module, as URL (ES modules) or path (CommonJS). */
const PLACE = /(file:\/\/\/[^\s()"]+?\.[cm]?js|\/[^\s()":]+\.[cm]?js):(\d+):(\d+)/g;

/** Rewrites places in bundles to those in the sources. */
export interface TraceMapper {
  text(text: string): string;
  error(error: FunctionError): FunctionError;
  /** Bundles have changed. */
  forget(): void;
}

/** Maps where a trace is shown: threads that load source maps themselves pay for it in every start, and some megabytes each. */
export const createTraceMapper = (): TraceMapper => {
  /** `null` for a file without a map. */
  const maps = new Map<string, WeakRef<SourceMap> | null>();

  const mapOf = (file: string): SourceMap | undefined => {
    if (maps.get(file) === null) return undefined;
    const known = maps.get(file)?.deref();
    if (known) return known;
    try {
      const map = new SourceMap(JSON.parse(readFileSync(`${file}.map`, "utf8")));
      maps.set(file, new WeakRef(map));
      return map;
    } catch {
      maps.set(file, null);
      return undefined;
    }
  };

  const text = (line: string): string =>
    line.replace(PLACE, (place, module: string, row: string, column: string) => {
      const isUrl = module.startsWith("file:");
      const file = isUrl ? fileURLToPath(module) : module;
      const origin = mapOf(file)?.findOrigin(Number(row), Number(column));
      if (!origin || !("fileName" in origin) || !origin.fileName) return place;
      const source = resolve(dirname(file), origin.fileName);
      return `${isUrl ? pathToFileURL(source) : source}:${origin.lineNumber}:${origin.columnNumber}`;
    });

  return {
    text,
    forget: () => maps.clear(),
    error: (error) => (error.trace?.length ? { ...error, trace: error.trace.map(text) } : error),
  };
};
