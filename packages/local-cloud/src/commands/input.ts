import { readFile } from "node:fs/promises";
import { text } from "node:stream/consumers";
import { Misuse } from "./command.ts";

const source = async (given: string): Promise<string> => {
  if (given === "-") return text(process.stdin);
  if (!given.startsWith("@")) return given;
  try {
    return await readFile(given.slice(1), "utf8");
  } catch (error) {
    throw new Misuse(`${given.slice(1)} cannot be read: ${(error as Error).message}`);
  }
};

/** JSON as it is typed, from a file (`@file`) or from standard input (`-`). `what` begins the sentence about mistakes. */
export const readJson = async (what: string, given: string): Promise<unknown> => {
  const written = await source(given);
  try {
    return JSON.parse(written);
  } catch (error) {
    throw new Misuse(`${what} is JSON, @file or -, and this is none: ${(error as Error).message}`);
  }
};
