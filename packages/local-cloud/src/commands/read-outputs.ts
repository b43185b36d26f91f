import { readFile } from "node:fs/promises";
import { z } from "zod";
import type { LocalOutputs } from "../boot/local-cloud.ts";
import { isLoopback } from "../http/hosts.ts";
import { CommandError } from "./command.ts";

const outputs = z.looseObject({
  awsEndpoint: z.url(),
  webUrl: z.url(),
  consoleUrl: z.url(),
  region: z.string().min(1),
}) satisfies z.ZodType<LocalOutputs>;

const remedy = "Start the local cloud again, which writes it anew.";

const parse = async (file: string): Promise<unknown> => {
  try {
    return JSON.parse(await readFile(file, "utf8"));
  } catch (error) {
    throw new CommandError(`${file} cannot be read: ${(error as Error).message}. ${remedy}`);
  }
};

/** The addresses of the local cloud that wrote the file; throws a `CommandError` unless they are on this machine. */
export const readOutputs = async (
  file: string,
): Promise<LocalOutputs & Readonly<Record<string, unknown>>> => {
  const given = await parse(file);
  const { data, error } = outputs.safeParse(given);
  if (!data)
    throw new CommandError(
      `${file} lacks the addresses of the local cloud:\n${z.prettifyError(error)}\n${remedy}`,
    );
  const elsewhere = [data.consoleUrl, data.awsEndpoint].find((url) => !isLoopback(new URL(url).hostname));
  // In the order in which they were written.
  if (elsewhere === undefined) return given as typeof data;
  throw new CommandError(
    `${file} names ${elsewhere}, which is not on this machine, so nothing was asked. ${remedy}`,
  );
};
