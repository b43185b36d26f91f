import { mkdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, resolve, sep } from "node:path";
import { AwsError } from "../../../core/aws-error.ts";
import { LOADED_EXTENSIONS } from "./sst-options.ts";

/** https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const MOST_BYTES = 262_144_000;

const refused = (why: string) =>
  new AwsError("InvalidParameterValueException", `Could not unzip uploaded file. ${why}`, {
    fields: { Type: "User" },
  });

/**
 * Unpacks a zip archive, in the place of what the folder has. Throws InvalidParameterValueException for one that cannot be
 * read, or whose files would be elsewhere.
 */
export const unpackArchive = async (archive: Uint8Array, folder: string): Promise<void> => {
  const { unzipSync } = await import("fflate");
  let files: Record<string, Uint8Array>;
  let size = 0;
  try {
    files = unzipSync(archive, { filter: ({ originalSize }) => (size += originalSize) <= MOST_BYTES });
  } catch (error) {
    throw refused(error instanceof Error ? error.message : String(error));
  }
  if (size > MOST_BYTES) throw refused(`Unzipped size must be smaller than ${MOST_BYTES} bytes.`);
  const outside = Object.keys(files).find((name) => !resolve(folder, name).startsWith(resolve(folder) + sep));
  if (outside !== undefined) throw refused(`${outside} is outside of the archive.`);
  rmSync(folder, { recursive: true, force: true });
  for (const [name, content] of Object.entries(files)) {
    const path = join(folder, name);
    if (name.endsWith("/")) continue;
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  }
};

/**
 * Unpacks an archive with a function's code. Throws InvalidParameterValueException for one that has not the module that its
 * handler is in, by default the one SST's handlers are in: AWS takes it, and every invocation of it fails.
 */
export const unpackCode = async (
  archive: Uint8Array,
  folder: string,
  module = "bundle",
  extensions: readonly string[] = LOADED_EXTENSIONS,
): Promise<{ file: string; taskRoot: string }> => {
  await unpackArchive(archive, folder);
  const names = extensions.map((extension) => module + extension);
  const name = names.find((one) => statSync(join(folder, one), { throwIfNoEntry: false })?.isFile());
  if (name) return { file: join(folder, name), taskRoot: folder };
  rmSync(folder, { recursive: true, force: true });
  throw refused(`It has none of ${names.join(", ")}: pack the bundle at its top.`);
};
