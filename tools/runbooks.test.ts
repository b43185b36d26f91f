import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { operated } from "./ops/operated.fixture.ts";

const root = join(import.meta.dirname, "..");
const help = async (...words: string[]) => (await operated(...words, "--help")).stdout;
/** Of a help: what is indented by so much, up to the next space. */
const listed = (text: string, indent: number) =>
  [...text.matchAll(new RegExp(`^ {${indent}}([a-z][a-z-]+)`, "gm"))].map(([, word]) => word!);

const runbooks = globSync("docs/runbooks/*.md", { cwd: root });
const used = runbooks.flatMap((file) =>
  [...readFileSync(join(root, file), "utf8").matchAll(/npm run ops -- ([a-z][a-z-]*)(?: ([a-z]+)\b)?/g)].map(
    ([, command, action]) => ({ file, command: command!, action }),
  ),
);

test("runbooks use commands that there are", async () => {
  const commands = listed(await help(), 2);
  const withActions = new Map<string, string[]>();
  for (const name of ["dlq", "executions"]) withActions.set(name, listed(await help(name), 4));

  expect(used.length).toBeGreaterThan(50);
  expect(used.filter(({ command }) => !commands.includes(command))).toEqual([]);
  expect(
    used.filter(({ command, action }) => {
      const actions = withActions.get(command);
      return actions !== undefined && !actions.includes(String(action));
    }),
  ).toEqual([]);
});

test("every runbook is in the index, and says what, how and what then", () => {
  const index = readFileSync(join(root, "docs/runbooks/README.md"), "utf8");
  for (const file of runbooks.filter((path) => !path.endsWith("README.md"))) {
    const text = readFileSync(join(root, file), "utf8");
    expect(index, file).toContain(`](${file.split("/").at(-1)})`);
    for (const heading of ["What it means", "Look", "Mend", "Prove it"])
      expect(text, file).toContain(`## ${heading}\n`);
  }
});
