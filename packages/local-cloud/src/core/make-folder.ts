import { mkdirSync } from "node:fs";

const placeIsTaken = new Set(["EEXIST", "ENOTDIR"]);

/** Makes a folder of the local cloud with those above it; throws when a file has the place of one of them. */
export const makeFolder = (folder: string): void => {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (cause) {
    if (!placeIsTaken.has(String((cause as NodeJS.ErrnoException).code))) throw cause;
    throw new Error(
      `${folder} cannot be made: a file has its place, or that of a folder above it. Move the file away, or name another folder with --local-folder.`,
      { cause },
    );
  }
};
