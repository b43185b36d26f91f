import { readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * The code of functions that run in CloudFront, as it stands in their files, without comments and room: a function has
 * 10 KB, and what SST's router puts there takes 8.6 of them.
 */
export const edgeCode = (...files: readonly string[]): string =>
  files.map((file) => compact(readFileSync(join($cli.paths.root, file), "utf8"))).join("\n");

/** Only strings may hold spaces beside punctuation that mean something; they stay as they are. */
export const compact = (code: string): string =>
  code
    .replace(/\/\*[\s\S]*?\*\/|^\/\/.*$/gm, "")
    .split(/("(?:[^"\\]|\\.)*")/)
    .map((part, index) =>
      index % 2 === 1
        ? part
        : part
            .replace(/\s+/g, " ")
            .replace(/ ?([{}()=<>+*/,;:?&|![\]-]) ?/g, "$1")
            .replace(/([=(,])\((\w+)\)=>/g, "$1$2=>")
            .replace(/;}/g, "}"),
    )
    .join("")
    .trim();
