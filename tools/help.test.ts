import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { operated } from "./ops/operated.fixture.ts";

const root = join(import.meta.dirname, "..");

interface Printed {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

const run = (args: readonly string[]) =>
  new Promise<Printed>((resolve) => {
    execFile(process.execPath, args, { cwd: root }, (error, stdout, stderr) =>
      resolve({ code: Number(error?.code ?? 0), stdout, stderr }),
    );
  });

const scriptsOf = (folder: string) =>
  (
    JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8")) as {
      scripts: Record<string, string>;
    }
  ).scripts;
const scripts = scriptsOf(".");

/** The scripts of a package that take pictures for READMEs. */
const pictures = (name: string) =>
  Object.entries(scriptsOf(`packages/${name}`))
    .filter(([script]) => script.startsWith("picture"))
    .map(([script, command]): [string, string[]] => [
      `${name} ${script}`,
      [join("packages", name, command.replace("node ", ""))],
    ]);

/** The scripts that are programs of this repository, without npm's hooks; the others call tools with help of their own. */
const programs = Object.entries(scripts)
  .filter(([name, command]) => command.startsWith("node ") && name !== "prestart" && name !== "pretest")
  .map(([name, command]): [string, string[]] => [name, command.split(" ").slice(1)])
  .concat([["seed-staff", ["tools/seed-staff.ts"]]])
  .concat(["console", "web"].flatMap(pictures));

/** Those of `npm run ops`, as its own help lists them; the program that they are part of is started above. */
const operations = [...(await operated("--help")).stdout.matchAll(/^ {2}([a-z][a-z-]*) {2,}\S/gm)].map(
  ([, name]) => name!,
);

test("all commands are found", () => {
  expect(programs.map(([name]) => name)).toEqual(
    expect.arrayContaining(["start", "preflight", "package", "web picture", "console picture:foreign"]),
  );
  expect(operations).toEqual(expect.arrayContaining(["dlq", "rotate"]));
});

const unknown = "--no-such-option";
const isHelpful = (help: Printed, refused: Printed) => {
  expect(help).toMatchObject({ code: 0, stdout: expect.stringMatching(/^Usage: /), stderr: "" });
  expect(refused).toMatchObject({ code: 2, stdout: "" });
  expect(refused.stderr).toContain("no-such-option");
};

test.each(programs)("%s says how it is used, and takes no option that it does not know", async (_, args) => {
  const [help, refused] = await Promise.all([run([...args, "--help"]), run([...args, unknown])]);

  isHelpful(help, refused);
});

test.each(operations)(
  "ops %s says how it is used, and takes no option that it does not know",
  async (name) => {
    isHelpful(await operated(name, "--help"), await operated(name, unknown));
  },
);
