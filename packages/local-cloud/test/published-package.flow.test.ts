import { execFile, execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { afterEach, beforeAll, expect, test } from "vitest";
import { ensurePlatform } from "../src/synth/platform.ts";
import { type CommandLine, commandLine } from "./command-line.ts";
import { cleanEnvironment, installInto, packPackage } from "./packed-package.ts";

const repo = join(import.meta.dirname, "../../..");
const temporary = mkdtempSync(join(tmpdir(), "published-"));
const app = join(temporary, "greetings");
const notes = join(temporary, "notes");
const installed = join(app, "node_modules", "sourdough-local");
let running: CommandLine | undefined;

beforeAll(async () => {
  await ensurePlatform(repo, () => {});
  const tarball = packPackage(temporary);
  installInto(app, join(import.meta.dirname, "greetings"), tarball);
  installInto(notes, join(import.meta.dirname, "notes-app"), tarball);
});

/** Ctrl-C in a terminal reaches npx, its shell and the local cloud. */
const interrupt = ({ child }: CommandLine) => process.kill(-child.pid!, "SIGINT");

afterEach(async () => {
  if (running && running.left().length > 0) interrupt(running);
  await running?.ended;
});

const npx = (...args: string[]) =>
  commandLine(args, cleanEnvironment(), { command: "npx", args: ["sourdough-local"], cwd: app });

const command = (...args: string[]) =>
  execFileSync("npx", ["sourdough-local", ...args], { cwd: app, env: cleanEnvironment(), encoding: "utf8" });

test("holds JavaScript, declarations, what runs Python and the console's pages, and neither sources nor tests", () => {
  const files = readdirSync(installed, { recursive: true, encoding: "utf8" });

  expect(files.filter((file) => /(\.test|\.cases|\.fixture)\.|(?<!\.d)\.tsx?$/.test(file))).toEqual([]);
  const runtime = "emulators/lambda/worker/python/runtime.py";
  expect(files).toEqual(
    expect.arrayContaining([
      "README.md",
      "LICENSE",
      "docs/coverage.md",
      "images/map.png",
      "bin.js",
      "pages/index.html",
      runtime,
    ]),
  );
  const { exports } = JSON.parse(readFileSync(join(installed, "package.json"), "utf8")) as {
    exports: Record<string, string | Record<string, string>>;
  };
  const named = Object.values(exports).flatMap((file) =>
    typeof file === "string" ? file : Object.values(file),
  );
  expect(named.filter((file) => !existsSync(join(installed, file)))).toEqual([]);
});

test.skipIf(process.platform === "win32")(
  "boots another app that installed it, answers its requests, and ends whole with Ctrl-C",
  async () => {
    running = npx("--config", ".", "--port", "0", "--aws-port", "0", "--console-port", "0");
    const [, , consoleUrl] = await running.ready;
    const outputs = JSON.parse(readFileSync(join(app, ".local", "outputs.json"), "utf8")) as Record<
      string,
      string
    >;

    const answer = await fetch(`${outputs.api}greetings/Ada`);
    expect([answer.status, await answer.json()]).toEqual([
      200,
      { greeting: "Hello Ada", table: expect.stringMatching(/^greetings-local-Greetings/) },
    ]);
    expect(Object.keys(outputs).sort()).toEqual(["api", "awsEndpoint", "consoleUrl", "region", "webUrl"]);
    expect(command("outputs", "api")).toBe(`${outputs.api}\n`);
    const page = await (await fetch(consoleUrl!)).text();
    const [script = "none"] = /assets\/[\w-]+\.js/.exec(page) ?? [];
    expect((await fetch(`${consoleUrl}/${script}`)).headers.get("content-type")).toContain("text/javascript");

    interrupt(running);
    await running.ended;
    await expect.poll(() => running!.left()).toEqual([]);
  },
);

test("tells its version and its flags", () => {
  const { version } = JSON.parse(readFileSync(join(installed, "package.json"), "utf8")) as {
    version: string;
  };

  expect(command("--version")).toBe(`${version}\n`);
  expect(command("--help")).toMatch(
    /^Usage: npx sourdough-local \[options\]\n.* --config <folder> .* logs \[-f\] /s,
  );
});

test("serves an assistant that starts it by its settings", async () => {
  const client = new Client({ name: "test", version: "1.0.0" });
  const settings = { command: "npx", args: ["sourdough-local", "mcp"] };
  const env = Object.entries(cleanEnvironment()).filter(
    (one): one is [string, string] => one[1] !== undefined,
  );
  await client.connect(new StdioClientTransport({ ...settings, cwd: app, env: Object.fromEntries(env) }));

  expect(client.getServerVersion()).toMatchObject({ name: "sourdough-local" });
  expect((await client.listTools()).tools.map(({ name }) => name)).toContain("get_map");
  await client.close();
});

test("loads through each of its entries", () => {
  const { exports } = JSON.parse(readFileSync(join(installed, "package.json"), "utf8")) as {
    exports: object;
  };
  const names = Object.keys(exports)
    .filter((name) => name !== "./package.json")
    .map((name) => name.replace(/^\./, "sourdough-local"));
  const program = names.map((name) => `await import("${name}");`).join("\n");

  expect(() =>
    execFileSync(process.execPath, ["--input-type=module", "--eval", program], { cwd: app, stdio: "pipe" }),
  ).not.toThrow();
});

/** What somebody who copied the app of the guide sees. */
const runInNotes = (tool: string, ...args: string[]) =>
  promisify(execFile)("npx", [tool, ...args], { cwd: notes, env: { ...cleanEnvironment(), NO_COLOR: "1" } });

test("boots an app for its own tests, which pass and leave nothing behind but what every start does", async () => {
  const before = readdirSync(notes);
  const { stdout } = await runInNotes("vitest", "run");

  expect(stdout).toMatch(/Tests {2}3 passed \(3\)/);
  expect(readdirSync(notes).filter((name) => !before.includes(name))).toEqual([".local"]);
});

test("has types by which an app's tests compile", async () => {
  await expect(runInNotes("tsc")).resolves.toMatchObject({ stdout: "", stderr: "" });
});
