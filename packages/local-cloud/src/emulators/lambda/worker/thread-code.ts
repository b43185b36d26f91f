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
  code ??= FILES.map((file) => [`${basename(file)}.mjs`, codeOf(file)] as const);
  for (const [name, text] of code) writeFileSync(join(out, name), text);
  return join(out, "main.mjs");
};

/** Made once for all clouds of a process. */
let code: (readonly [name: string, text: string])[] | undefined;

const codeOf = (file: string): string =>
  stripTypes(readFileSync(ownModule(file, import.meta.url), "utf8")).replace(
    /from "\.[\w./-]*\/([\w-]+)\.[jt]s"/g,
    'from "./$1.mjs"',
  );

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
