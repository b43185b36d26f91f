import { existsSync, readFileSync } from "node:fs";
import type * as z from "zod";

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** Where things are, as a start or a deployment wrote it to `file`. Throws with the remedy when it is missing or damaged. */
export const readOutputs = <Schema extends z.ZodType>(
  file: string,
  schema: Schema,
  { missing, remedy }: { readonly missing: string; readonly remedy: string },
): z.output<Schema> => {
  if (!existsSync(file)) throw new Error(missing);
  const { success, data, error } = schema.safeParse(parsed(readFileSync(file, "utf8")));
  if (success) return data;
  const [issue] = error.issues;
  const where = issue?.path.join(".") || "all of it";
  throw new Error(`${file} is damaged (${where}: ${issue?.message}). ${remedy}`);
};

const localFile = ".local/outputs.json";

/** What the local cloud wrote that runs here. */
export const readLocalOutputs = <Schema extends z.ZodType>(schema: Schema): z.output<Schema> =>
  readOutputs(localFile, schema, {
    missing: `Nothing runs here: ${localFile} is missing. Run npm start in another terminal, or say --stage where there is one.`,
    remedy: "End the local cloud that runs here and run npm start again, which writes it anew.",
  });
