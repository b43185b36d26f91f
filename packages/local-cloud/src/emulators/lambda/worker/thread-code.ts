import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import { join } from "node:path";
import { ownModule } from "../../../process/own-module.ts";

const FILES = ["console", "errors", "files", "handler", "layers", "main", "network", "stream", "time"];

/** Writes the code of the threads as JavaScript below `folder` and returns the path of its main module. */
export const writeThreadCode = (folder: string): string => {
  const out = join(folder, ".runtime");
  mkdirSync(out, { recursive: true });
  for (const file of FILES) {
    const source = readFileSync(ownModule(`./thread/${file}`, import.meta.url), "utf8");
    const code = stripTypes(source).replace(/(from "\.\/\w+)\.[jt]s"/g, '$1.mjs"');
    writeFileSync(join(out, `${file}.mjs`), code);
  }
  return join(out, "main.mjs");
};

/** Node warns that the function may still change; a person who starts the local cloud can do nothing about it. */
const stripTypes = (source: string): string => {
  const { emitWarning } = process;
  process.emitWarning = () => {};
  try {
    return stripTypeScriptTypes(source);
  } finally {
    process.emitWarning = emitWarning;
  }
};
