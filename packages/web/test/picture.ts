import { parseArgs } from "node:util";

/** Runs what takes a picture; `--help` prints how it is used, and any other option ends with 2. */
export const pictureCommand = async (usage: string, take: () => Promise<void>): Promise<void> => {
  try {
    const { values } = parseArgs({ options: { help: { type: "boolean", default: false } } });
    if (values.help) return console.log(usage);
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${usage}`);
    process.exitCode = 2;
    return;
  }
  await take();
};
