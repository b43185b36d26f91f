import { execFile } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { literally } from "../edit-source.ts";

/** Something a document has its reader do: commands with what they print, or a change of a file. */
export type Step =
  | { kind: "command"; command: string; prints: readonly string[] }
  | { kind: "change"; file: string; before: string; after: string };

/** Stands for what differs from run to run, or says nothing new. */
const anything = "…";

/** The steps of a Markdown document: its fences of `console` (`$ command`) and of `diff <file>`. */
export const stepsOf = (markdown: string): Step[] =>
  [...markdown.matchAll(/^```(console|diff) ?(.*)\n([\s\S]*?)^```$/gm)].flatMap(
    ([, kind, file = "", body = ""]): Step[] => {
      const lines = body.trimEnd().split("\n");
      if (kind === "console") return commandsIn(lines);
      const without = (sign: string) =>
        lines
          .filter((line) => !line.startsWith(sign))
          .map((line) => line.slice(1))
          .join("\n");
      return [{ kind: "change", file, before: without("+"), after: without("-") }];
    },
  );

const commandsIn = (lines: readonly string[]): Step[] => {
  const starts = lines.flatMap((line, index) => (line.startsWith("$ ") ? [index] : []));
  return starts.map((start, index) => ({
    kind: "command",
    command: lines[start]!.slice(2),
    prints: lines.slice(start + 1, starts[index + 1]).filter((line) => line !== ""),
  }));
};

/** Makes a change below `root`. Throws when what is to be changed is not there exactly once. */
export function change(root: string, { file, before, after }: Step & { kind: "change" }): void {
  const text = readFileSync(join(root, file), "utf8");
  const parts = text.split(before);
  if (parts.length !== 2) throw new Error(`${file} has ${parts.length - 1} times:\n${before}`);
  writeFileSync(join(root, file), parts.join(after));
}

/** Runs a command below `root` as `npm run` and `npx` would; resolves with what it prints, or rejects with that. */
export function run(root: string, command: string): Promise<string[]> {
  const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
    scripts: Record<string, string>;
  };
  const line = command
    .replace(
      /^npm run (\S+)(?: --)?/,
      (_, script: string) => scripts[script] ?? `echo there is no ${script};`,
    )
    .replace(/^npx /, "");
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("VITEST")));
  const path = [join(root, "node_modules/.bin"), process.env.PATH].join(delimiter);
  return new Promise((resolve, reject) => {
    const options = {
      cwd: root,
      shell: true,
      timeout: 200_000,
      maxBuffer: 64 * 1024 * 1024,
      env: { ...env, PATH: path, NO_COLOR: "1" },
    };
    execFile(line, options, (error, stdout, stderr) => {
      if (error) reject(new Error(`${command} failed:\n${stdout}\n${stderr}`, { cause: error }));
      else
        resolve(
          stdout
            .split("\n")
            .map((one) => one.trimEnd())
            .filter((one) => one !== ""),
        );
    });
  });
}

/** Whether `printed` is what a document says, in which `…` stands for any lines, and within a line for any text. */
export function isAsSaid(said: readonly string[], printed: readonly string[]): boolean {
  const [first, ...others] = said;
  if (first === undefined) return printed.length === 0;
  const [line, ...rest] = printed;
  if (first.trim() !== anything) return line !== undefined && isLine(first, line) && isAsSaid(others, rest);
  return isAsSaid(others, printed) || (line !== undefined && isAsSaid(said, rest));
}

function isLine(said: string, printed: string): boolean {
  const parts = said.trim().split(anything).map(literally);
  return new RegExp(`^${parts.join(".*")}$`).test(printed.trim());
}
