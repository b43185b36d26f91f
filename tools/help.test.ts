import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const root = join(import.meta.dirname, "..");
const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
  scripts: Record<string, string>;
};

const run = (args: readonly string[]) =>
  new Promise<{ code: number; stdout: string; stderr: string }>((resolve) => {
    execFile(process.execPath, args, { cwd: root }, (error, stdout, stderr) =>
      resolve({ code: Number(error?.code ?? 0), stdout, stderr }),
    );
  });

/** The scripts that are programs of this repository, without npm's hooks; the others call tools with help of their own. */
const programs = Object.entries(scripts)
  .filter(([name, command]) => command.startsWith("node ") && name !== "prestart" && name !== "pretest")
  .map(([name, command]): [string, string[]] => [name, command.split(" ").slice(1)])
  .concat([["seed-staff", ["tools/seed-staff.ts"]]]);

/** Those of `npm run ops`, as its own help lists them. */
const { stdout: opsHelp } = await run(["tools/ops.ts", "--help"]);
const operations = [...opsHelp.matchAll(/^ {2}([a-z][a-z-]*) {2,}\S/gm)].map(
  ([, name]): [string, string[]] => [`ops ${name}`, ["tools/ops.ts", name!]],
);

test("all commands are found", () => {
  const names = [...programs, ...operations].map(([name]) => name);

  expect(names).toEqual(expect.arrayContaining(["start", "preflight", "package", "ops dlq", "ops rotate"]));
});

test.each([...programs, ...operations])(
  "%s says how it is used, and takes no option that it does not know",
  async (_name, args) => {
    const [help, unknown] = await Promise.all([run([...args, "--help"]), run([...args, "--no-such-option"])]);

    expect(help).toMatchObject({ code: 0, stdout: expect.stringMatching(/^Usage: /), stderr: "" });
    expect(unknown).toMatchObject({ code: 2, stdout: "" });
    expect(unknown.stderr).toContain("no-such-option");
  },
);
