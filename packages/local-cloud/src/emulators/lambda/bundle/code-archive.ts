import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve, sep } from "node:path";
import { AwsError } from "../../../core/aws-error.ts";

/** In the order in which Lambda's Node.js runtime looks for the module `bundle`, which SST names the code. */
const MODULES = ["bundle.js", "bundle.mjs", "bundle.cjs"];

/** https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const MOST_BYTES = 262_144_000;

/**
 * Unpacks a zip archive with a function's code. Throws InvalidParameterValueException for one that cannot be read, whose
 * files would be elsewhere, or that has not the module that SST's handlers are in: AWS takes it, and every invocation of
 * it fails.
 */
export const unpackCode = async (
  archive: Uint8Array,
  folder: string,
): Promise<{ file: string; taskRoot: string }> => {
  const { unzipSync } = await import("fflate");
  const refused = (why: string) =>
    new AwsError("InvalidParameterValueException", `Could not unzip uploaded file. ${why}`, {
      fields: { Type: "User" },
    });
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
  const module = MODULES.find((name) => Object.hasOwn(files, name));
  if (!module) throw refused(`It has none of ${MODULES.join(", ")}: pack the bundle at its top.`);
  rmSync(folder, { recursive: true, force: true });
  for (const [name, content] of Object.entries(files)) {
    const path = join(folder, name);
    if (name.endsWith("/")) continue;
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  }
  if (!existsSync(join(folder, module))) throw refused(`${module} is a folder.`);
  return { file: join(folder, module), taskRoot: folder };
};
