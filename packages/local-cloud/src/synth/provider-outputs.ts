import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

/** Beside `sst.config.ts`; says what other providers than AWS would answer. */
export const fileName = "provider-outputs.json";

const schema = z.record(z.string(), z.record(z.string(), z.json()));

/** By the name of a resource, or the function that is called (`planetscale.getDatabase`): its outputs. */
export type ProviderOutputs = z.output<typeof schema>;

/** What the app in the folder `root` says of resources that only another provider could make. Throws when it is not understood. */
export const readProviderOutputs = (root: string): ProviderOutputs => {
  const file = join(root, fileName);
  if (!existsSync(file)) return {};
  const { data, error } = schema.safeParse(parse(file));
  if (data) return data;
  throw new Error(
    `${file} is not understood; it has outputs by the name of a resource, such as {"Database": {"host": "localhost"}}:\n${z.prettifyError(error)}`,
  );
};

const parse = (file: string): unknown => {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (cause) {
    throw new Error(`${file} is no JSON: ${(cause as Error).message}`, { cause });
  }
};

/** What stands where an output is read that nobody has said: a value that shows where it came from. */
export const unset = (name: string, output: string): string => `unset(${name}.${output})`;

/** The outputs, as `Database.host`, that nobody has said and `value` is made of. */
export const unsetIn = (value: unknown): string[] => [
  ...new Set([...(JSON.stringify(value) ?? "").matchAll(/unset\(([\w.-]+)\)/g)].map(([, output]) => output!)),
];

/** Where to say them, as a sentence. */
export const howToSet = (outputs: readonly string[]): string => {
  const example: Record<string, Record<string, string>> = {};
  for (const output of outputs) {
    const at = output.lastIndexOf(".");
    (example[output.slice(0, at)] ??= {})[output.slice(at + 1)] = "...";
  }
  return `Say it in ${fileName} beside sst.config.ts: ${JSON.stringify(example)}.`;
};
