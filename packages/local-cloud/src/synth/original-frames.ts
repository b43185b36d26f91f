import { readFileSync } from "node:fs";
import { SourceMap } from "node:module";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const position =
  /(file:\/\/\S+?\/local-cloud\.(?:(?:config|components)\.\w+|ahead\.\w+\/[\w.-]+)\.mjs)(?:\?\w*)?:(\d+):(\d+)/g;

const readMap = (file: string): SourceMap | undefined => {
  try {
    return new SourceMap(JSON.parse(readFileSync(`${file}.map`, "utf8")));
  } catch {
    return undefined;
  }
};

/**
 * Puts positions in the sources in place of those in the bundles. Node does so by itself when it is told to, but then it
 * reads the maps whenever a bundle is loaded, which takes longer than loading it; here only errors need them.
 */
export const createFrameMapper = (): ((stack: string) => string) => {
  const maps = new Map<string, SourceMap | undefined>();
  return (stack) =>
    stack.replace(position, (whole, url: string, line: string, column: string) => {
      const file = fileURLToPath(url);
      if (!maps.has(file)) maps.set(file, readMap(file));
      const origin = maps.get(file)?.findOrigin(Number(line), Number(column));
      if (!origin || !("fileName" in origin)) return whole;
      return `${resolve(dirname(file), origin.fileName)}:${origin.lineNumber}:${origin.columnNumber}`;
    });
};
