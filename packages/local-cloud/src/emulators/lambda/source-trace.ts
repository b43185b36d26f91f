import { readFileSync } from "node:fs";
import { SourceMap } from "node:module";
import { dirname, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { FunctionError } from "./worker/protocol.ts";

const FRAME = /(file:\/\/\S+?\.[cm]js):(\d+):(\d+)/;

/**
 * Rewrites the stack of an error from bundle positions to the sources, when there is an error: threads that load
 * source maps themselves pay for it in every start, and some megabytes each.
 */
export const createTraceMapper = (): ((error: FunctionError) => FunctionError) => {
  const maps = new Map<string, WeakRef<SourceMap> | undefined>();

  const mapOf = (url: string): SourceMap | undefined => {
    const known = maps.get(url)?.deref();
    if (known) return known;
    try {
      const map = new SourceMap(JSON.parse(readFileSync(new URL(`${url}.map`), "utf8")));
      maps.set(url, new WeakRef(map));
      return map;
    } catch {
      return undefined;
    }
  };

  const mapFrame = (line: string): string =>
    line.replace(FRAME, (frame, url: string, row: string, column: string) => {
      const origin = mapOf(url)?.findOrigin(Number(row), Number(column));
      if (!origin || !("fileName" in origin) || !origin.fileName) return frame;
      const source = resolve(dirname(new URL(url).pathname), origin.fileName);
      return `${pathToFileURL(source)}:${origin.lineNumber}:${origin.columnNumber}`;
    });

  return (error) => (error.trace?.length ? { ...error, trace: error.trace.map(mapFrame) } : error);
};
