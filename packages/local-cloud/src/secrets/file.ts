import { chmod, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseEnv } from "node:util";
import { SECRET } from "../synth/environment.ts";

/** Secrets of a stage, in `.env.<stage>` beside the config: where SST's own CLI finds them as well. */
export interface SecretFile {
  readonly path: string;
  list(): Promise<Readonly<Record<string, string>>>;
  /** Keeps everything else in the file as it is. Throws for a value that such a file cannot hold. */
  set(name: string, value: string): Promise<void>;
  /** False when there is none of that name. */
  remove(name: string): Promise<boolean>;
}

/** The first way to write a value that reads back as itself. */
const written = (value: string): string => {
  const found = ["", "'", '"', "`"]
    .map((quote) => `${quote}${value}${quote}`)
    .find(
      (text) => parseEnv(`A=${text}\nB=after`).A === value && parseEnv(`A=${text}\nB=after`).B === "after",
    );
  if (found !== undefined) return found;
  throw new Error("The value has all three kinds of quotation marks, which no line of such a file can hold.");
};

/** A variable with all of its value, which may have several lines between quotation marks. */
const assignment = (variable: string) =>
  new RegExp(
    `^[ \\t]*(?:export )?${variable}[ \\t]*=[ \\t]*(?:'[^']*'|"[^"]*"|\`[^\`]*\`|[^\\n]*)[^\\n]*\\n?`,
    "gm",
  );

export const secretFile = (root: string, stage: string): SecretFile => {
  const path = join(root, `.env.${stage}`);
  const read = () =>
    readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") return "";
      throw new Error(`${path} cannot be read: ${error.message}.`, { cause: error });
    });
  const write = async (text: string) => {
    await writeFile(path, text, { mode: 0o600 });
    // A file that was there keeps its mode otherwise.
    await chmod(path, 0o600);
  };
  const without = (text: string, name: string) => text.replace(assignment(SECRET + name), "");

  return {
    path,
    async list() {
      const variables = Object.entries(parseEnv(await read()));
      return Object.fromEntries(
        variables.flatMap(([name, value]) =>
          name.startsWith(SECRET) ? [[name.slice(SECRET.length), value ?? ""]] : [],
        ),
      );
    },
    async set(name, value) {
      const line = `${SECRET}${name}=${written(value)}\n`;
      const others = without(await read(), name);
      await write(`${others}${others === "" || others.endsWith("\n") ? "" : "\n"}${line}`);
    },
    async remove(name) {
      const text = await read();
      const others = without(text, name);
      if (others === text) return false;
      await write(others);
      return true;
    },
  };
};
