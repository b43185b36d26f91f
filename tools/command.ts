import { type ParseArgsConfig, parseArgs } from "node:util";

type Options = NonNullable<ParseArgsConfig["options"]>;
type Values<O extends Options> = ReturnType<typeof parseArgs<{ options: O }>>["values"];

/** What was asked for makes no sense. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** Runs what a command does; `--help` or `-h` prints its usage, what it does not know ends with 2, what fails with 1. */
export const runCommand = <O extends Options>(
  usage: string,
  options: O,
  run: (values: Values<O>) => Promise<number>,
): Promise<void> => start(usage, options, false, run);

/** The same for a command that is given names beside its options. */
export const runPositionalCommand = <O extends Options>(
  usage: string,
  options: O,
  run: (values: Values<O>, names: readonly string[]) => Promise<number>,
): Promise<void> => start(usage, options, true, run);

async function start<O extends Options>(
  usage: string,
  options: O,
  allowPositionals: boolean,
  run: (values: Values<O>, names: readonly string[]) => Promise<number>,
): Promise<void> {
  const parsed = () => {
    try {
      return parseArgs({ options, allowPositionals });
    } catch (cause) {
      throw new UsageError((cause as Error).message, { cause });
    }
  };
  if (process.argv.some((word) => word === "--help" || word === "-h")) {
    console.log(usage);
    return;
  }
  try {
    const { values, positionals } = parsed();
    process.exitCode = await run(values, positionals);
  } catch (error) {
    const isUsage = error instanceof UsageError;
    const message = error instanceof Error ? error.message : String(error);
    console.error(isUsage ? `${message}\n\n${usage}` : message);
    process.exitCode = isUsage ? 2 : 1;
  }
}

/** Throws when it is none: SST's own rule for stages. */
export function stageName(stage: string): string {
  if (/^[a-z][a-z0-9-]*$/i.test(stage)) return stage;
  throw new UsageError(
    `--stage "${stage}" is no name of a stage: letters, digits and hyphens, a letter first.`,
  );
}
