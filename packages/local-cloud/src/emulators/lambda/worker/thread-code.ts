import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import { basename, join } from "node:path";
import { ownModule } from "../../../process/own-module.ts";

const FILES = [
  "../../../carrier/incoming",
  "../../../carrier/outgoing",
  "../../../process/heap-compaction",
  "./thread/call-request",
  "./thread/call-socket",
  "./thread/calls",
  "./thread/carry-calls",
  "./thread/console",
  "./thread/date-of",
  "./thread/errors",
  "./thread/files",
  "./thread/handler",
  "./thread/layers",
  "./thread/main",
  "./thread/network",
  "./thread/stream",
  "./thread/time",
];

/** Writes the code of the threads as JavaScript below `folder` and returns the path of its main module. */
export const writeThreadCode = (folder: string): string => {
  const out = join(folder, ".runtime");
  mkdirSync(out, { recursive: true });
  for (const file of FILES) {
    const source = readFileSync(ownModule(file, import.meta.url), "utf8");
    const code = stripTypes(source).replace(/from "\.[\w./-]*\/([\w-]+)\.[jt]s"/g, 'from "./$1.mjs"');
    writeFileSync(join(out, `${basename(file)}.mjs`), code);
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
