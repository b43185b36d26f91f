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

/** Errors come from the same few places again and again; a line of a log may name any. */
const MOST_PLACES = 1_000;

/**
 * Maps where a trace is shown: threads that load source maps themselves pay for it in every start, and some megabytes each.
 * A map takes a tenth of a second to read, and 20 MB: places are remembered, and maps are not kept for them.
 */
export const createTraceMapper = (): TraceMapper => {
  /** `null` for a file without a map. */
  const maps = new Map<string, WeakRef<SourceMap> | null>();
  const sources = new Map<string, string>();

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

  const sourceOf = (place: string, module: string, row: string, column: string): string => {
    const isUrl = module.startsWith("file:");
    const file = isUrl ? fileURLToPath(module) : module;
    const origin = mapOf(file)?.findOrigin(Number(row), Number(column));
    if (!origin || !("fileName" in origin) || !origin.fileName) return place;
    const source = resolve(dirname(file), origin.fileName);
    return `${isUrl ? pathToFileURL(source) : source}:${origin.lineNumber}:${origin.columnNumber}`;
  };
  const text = (line: string): string =>
    line.replace(PLACE, (place, ...parts: [string, string, string]) => {
      let source = sources.get(place);
      if (source === undefined) {
        source = sourceOf(place, ...parts);
        if (sources.size >= MOST_PLACES) sources.clear();
        sources.set(place, source);
      }
      return source;
    });

  return {
    text,
    forget: () => {
      maps.clear();
      sources.clear();
    },
    error: (error) => (error.trace?.length ? { ...error, trace: error.trace.map(text) } : error),
  };
};
