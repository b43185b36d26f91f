import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { commands } from "../src/commands/table.ts";
import { ensurePlatform } from "../src/synth/platform.ts";
import { appFolder, type CommandLine, commandLine } from "./command-line.ts";

const repo = join(import.meta.dirname, "../../..");
const body = `
  const key = new sst.Secret("ApiKey", "only-local");
  const bus = new sst.aws.Bus("Shop");
  bus.subscribe("Bakers", { handler: "src/greet.handler" }, { pattern: { source: ["shop"] } });
  const greet = new sst.aws.Function("Greet", { handler: "src/greet.handler", link: [key] });
  return { busName: bus.name, opening: { from: 7 } };`;
const files = {
  "src/greet.ts": `
    export const handler = async (event: { name?: string; fail?: boolean }) => {
      console.log("somebody came");
      if (event.fail) { console.error("no oven for " + event.name); throw new TypeError("No bread"); }
      return { greeting: "Hello " + (event.name ?? "you") };
    };`,
  "events.ts": `
    export const events = [{
      source: "shop", detailType: "OrderPlaced", version: 1, description: "Somebody ordered.", personal: [],
      examples: () => [{ data: { orderId: "1" } }],
      check: (detail) => (detail?.data?.orderId === undefined ? [{ path: "data.orderId", message: "is missing" }] : []),
    }];`,
  "package.json": JSON.stringify({
    name: "commanded",
    private: true,
    type: "module",
    localCloud: { events: "events.ts" },
  }),
};

let app: string;
let running: CommandLine;
let consoleUrl: string;
const started: ChildProcess[] = [];
const anyPorts = ["--port", "0", "--aws-port", "0", "--console-port", "0"];

beforeAll(async () => {
  await ensurePlatform(repo, () => {});
  app = appFolder("commanded", body, { files });
  running = commandLine(["start", "--config", app, "--fresh-state", ...anyPorts]);
  consoleUrl = (await running.ready).at(-1)!;
});
afterAll(async () => {
  running.child.kill("SIGINT");
  for (const child of started) child.kill("SIGKILL");
  await running.ended;
});

interface Printed {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}
/** What a command of the program printed; `--config` comes after its name. */
const run = ([name, ...args]: string[], { cwd = app, input = "", env = {} as NodeJS.ProcessEnv } = {}) => {
  const child = spawn(process.execPath, [join(import.meta.dirname, "../src/cli.ts"), name!, ...args], {
    cwd,
    env: { ...process.env, NODE_OPTIONS: "", ...env },
  });
  started.push(child);
  let [stdout, stderr] = ["", ""];
  child.stdout.on("data", (text: Buffer) => {
    stdout += text;
  });
  child.stderr.on("data", (text: Buffer) => {
    stderr += text;
  });
  child.stdin.on("error", () => {}).end(input);
  const ended = new Promise<Printed>((resolve) =>
    child.once("close", (code) =>
      resolve({ code, stdout: stripVTControlCharacters(stdout), stderr: stripVTControlCharacters(stderr) }),
    ),
  );
  return { child, ended, stdout: () => stdout };
};
const ran = (args: string[], options?: Parameters<typeof run>[1]) => run(args, options).ended;
const script = (text: string) => ["--", process.execPath, "-e", text];

test.each(Object.keys(commands))(
  "%s says how it is used, and takes nothing it does not know",
  async (name) => {
    const [help, flag] = await Promise.all([ran([name, "--help"]), ran([name, "--no-such-option"])]);

    expect(help).toMatchObject({ code: 0, stderr: "" });
    expect(help.stdout).toMatch(new RegExp(`^Usage: npx sourdough-local ${name}`));
    expect(flag).toMatchObject({ code: 2, stdout: "" });
    expect(flag.stderr).toMatch(/no-such-option[\s\S]*Usage: /);
  },
);

test("lists its commands, and refuses others", async () => {
  const [help, other] = await Promise.all([ran(["--help"]), ran(["bake"])]);

  for (const { usage } of Object.values(commands)) expect(help.stdout).toContain(`  ${usage} `);
  expect(other).toMatchObject({ code: 2, stdout: "" });
  expect(other.stderr).toMatch(/^There is no command "bake". There are:\n {2}start\n/);
});

test("says what to do where no local cloud runs", async () => {
  const cwd = mkdtempSync(join(tmpdir(), "nothing-"));
  const { code, stderr } = await ran(["outputs"], { cwd });

  expect(code).toBe(1);
  expect(stderr).toMatch(
    /^No local cloud runs in \/.*nothing-.* Start it there with npx sourdough-local, or/,
  );
  expect(readdirSync(cwd)).toEqual([]);
});

test("says what the system says, without a trace", async () => {
  const cwd = mkdtempSync(join(tmpdir(), "files-"));
  mkdirSync(join(cwd, ".local"));
  for (const file of ["sst.config.ts", ".local/snapshots"]) writeFileSync(join(cwd, file), "");

  expect(await ran(["state", "list"], { cwd })).toEqual({
    code: 1,
    stdout: "",
    stderr: expect.stringMatching(/^ENOTDIR: .*snapshots'\n$/),
  });
});

test("outputs prints all, or one as a script wants it", async () => {
  const [all, text, object, none] = await Promise.all([
    ran(["outputs"]),
    ran(["outputs", "consoleUrl"]),
    ran(["outputs", "opening", "--config", app], { cwd: repo }),
    ran(["outputs", "nothing"]),
  ]);

  expect(JSON.parse(all.stdout)).toMatchObject({ consoleUrl, opening: { from: 7 }, region: "eu-west-1" });
  expect(text).toEqual({ code: 0, stdout: `${consoleUrl}\n`, stderr: "" });
  expect(JSON.parse(object.stdout)).toEqual({ from: 7 });
  expect(none).toMatchObject({ code: 1, stdout: "" });
  expect(none.stderr).toMatch(/^There is no output "nothing"\. There are: busName, opening, awsEndpoint/);
});

test("shell gives a command the links and the endpoint, and nothing that leads to AWS", async () => {
  const text = `console.log(JSON.stringify(process.env)); process.exit(7)`;
  const env = { AWS_PROFILE: "prod", AWS_SESSION_TOKEN: "real", AWS_ENDPOINT_URL_S3: "https://aws" };
  const words = ["a b", "c & d", 'e "f"', "%PATH%", ""];
  const [{ code, stdout }, missing, own, said] = await Promise.all([
    ran(["shell", ...script(text)], { env }),
    ran(["shell", "--", "no-such-command"]),
    ran(["shell"], { env: { SHELL: "/bin/sh" }, input: "echo $AWS_REGION; exit 3" }),
    ran(["shell", ...script("console.log(JSON.stringify(process.argv.slice(1)))"), ...words]),
  ]);
  const seen = JSON.parse(stdout) as Record<string, string>;

  expect(code).toBe(7);
  expect(JSON.parse(seen.SST_RESOURCE_ApiKey!)).toMatchObject({ value: "only-local" });
  expect(seen).toMatchObject({ AWS_ACCESS_KEY_ID: "local", AWS_REGION: "eu-west-1" });
  expect(seen.AWS_ENDPOINT_URL).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  expect(Object.keys(env).filter((name) => name in seen)).toEqual([]);
  expect(missing).toMatchObject({ code: 127, stdout: "" });
  expect(own).toMatchObject({ code: 3, stdout: "eu-west-1\n" });
  expect(JSON.parse(said.stdout), "arguments stay what they are, on Windows too").toEqual(words);
});

test("the environment is for programs: no page gets it, the console's own neither", async () => {
  const status = (headers: Record<string, string>) =>
    new Promise((resolve, reject) => {
      request(new URL("/api/environment", consoleUrl), { headers }, (answer) => {
        resolve(answer.resume().statusCode);
      })
        .on("error", reject)
        .end();
    });

  expect(await status({})).toBe(200);
  expect(await status({ origin: consoleUrl })).toBe(403);
  expect(await status({ "sec-fetch-site": "same-origin", "sec-fetch-mode": "cors" })).toBe(403);
  expect(await status({ host: "evil.example" })).toBe(403);
});

test("invoke prints what a function answers; where it fails, its log too", async () => {
  const [named, piped, fails, broken, unknown, subscriber] = await Promise.all([
    ran(["invoke", "Greet", '{"name":"Ada"}']),
    ran(["invoke", "Greet", "-"], { input: '{"name":"Grace"}' }),
    ran(["invoke", "Greet", '{"fail":true,"name":"Alan"}']),
    ran(["invoke", "Greet", "{name}"]),
    ran(["invoke", "Bake"]),
    ran(["invoke", "ShopSubscriberBakers"]),
  ]);

  expect(named).toEqual({ code: 0, stdout: '{\n  "greeting": "Hello Ada"\n}\n', stderr: "" });
  expect(JSON.parse(piped.stdout)).toEqual({ greeting: "Hello Grace" });
  expect(fails.code).toBe(1);
  expect(JSON.parse(fails.stdout)).toMatchObject({ errorType: "TypeError", errorMessage: "No bread" });
  expect(fails.stderr).toContain("no oven for Alan");
  expect(broken).toMatchObject({ code: 2, stdout: "" });
  expect(broken.stderr).toMatch(/^The payload is JSON, @file or -, and this is none: /);
  expect(unknown).toMatchObject({ code: 1, stdout: "" });
  expect(unknown.stderr).toMatch(
    /^There is no function "Bake"\. There are: Greet \(\S+-GreetFunction-\w+\), Greet \(\S+BakersFunction\S+\)\.\n$/,
  );
  expect(JSON.parse(subscriber.stdout)).toEqual({ greeting: "Hello you" });
});

test("events send holds an event to its contract", async () => {
  const [example, refused, forced, unknown, neither] = await Promise.all([
    ran(["events", "send", "OrderPlaced", "--example"]),
    ran(["events", "send", "OrderPlaced", "--detail", '{"data":{}}']),
    ran(["events", "send", "OrderPlaced", "--detail", '{"data":{}}', "--force"]),
    ran(["events", "send", "BreadBaked", "--detail", "{}"]),
    ran(["events", "send", "OrderPlaced"]),
  ]);

  expect(example).toMatchObject({ code: 0, stderr: "" });
  const { eventId, traceId } = JSON.parse(example.stdout) as { eventId: string; traceId: string };
  expect([eventId, traceId]).toEqual([expect.stringMatching(/^[\da-f-]{36}$/), expect.any(String)]);
  expect(refused).toMatchObject({ code: 1, stdout: "" });
  expect(refused.stderr).toBe(
    "OrderPlaced breaks its contract: a field does not hold.\n  - data.orderId: is missing\n",
  );
  expect(forced).toMatchObject({ code: 0 });
  expect(unknown).toMatchObject({ code: 1 });
  expect(unknown.stderr).toContain("--source. Contracts: OrderPlaced.");
  expect(neither).toMatchObject({ code: 2 });
});

test("logs prints what functions wrote, and goes on with what comes", async () => {
  const following = run(["logs", "-f", "--function", "Greet", "--level", "error", "--since", "1h"]);
  for (const name of ["Barbara", "Donald"]) {
    await ran(["invoke", "Greet", JSON.stringify({ fail: true, name })]);
    await expect
      .poll(following.stdout)
      .toMatch(new RegExp(`^\\S+Z ERROR Greet {2}no oven for ${name}$`, "m"));
  }
  expect(following.stdout().match(/Barbara/g), "each line once").toHaveLength(1);
  expect(following.stdout()).not.toContain("somebody came");
  following.child.kill("SIGINT");
  await following.ended;

  const all = await ran(["logs"]);
  expect(all).toMatchObject({ code: 0, stderr: "" });
  expect(all.stdout).toMatch(/ INFO {2}Greet {2}somebody came\n/);
  expect(await ran(["logs", "--since", "2099-01-01T00:00:00Z"])).toEqual({ code: 0, stdout: "", stderr: "" });
  expect(await ran(["logs", "--since", "yesterday"])).toMatchObject({ code: 2 });
});

const foldersOfTests = () => readdirSync(join(app, ".local")).filter((name) => name.startsWith("test-"));

test("test runs a command on a local cloud of its own beside the one that runs, and leaves nothing", async () => {
  const text = `fetch(process.env.AWS_ENDPOINT_URL).then(() => { console.log(process.env.AWS_ENDPOINT_URL); process.exit(5); })`;
  const { code, stdout } = await ran(["test", "--config", app, ...script(text)], { cwd: repo });

  expect(code).toBe(5);
  const url = stdout.trim();
  expect(url).toMatch(/^http:/);
  expect(url).not.toBe((await running.ready)[1]);
  await expect(fetch(url)).rejects.toThrow();
  expect(foldersOfTests()).toEqual([]);
});

test("test runs nothing when the app does not start", async () => {
  const broken = appFolder("broken", `throw new Error("The oven is cold");`);
  const { code, stdout, stderr } = await ran(["test", "--config", broken, ...script(`console.log("ran")`)]);

  expect([code, stdout]).toEqual([1, ""]);
  expect(stderr).toMatch(/The oven is cold[\s\S]*The local cloud did not start, so nothing was run\.\n$/);
});

test.skipIf(process.platform === "win32")(
  "test hands signals to the command, and its local cloud ends even when it is killed",
  async () => {
    const waits = `process.on("SIGTERM", () => process.exit(9)); console.log(process.env.AWS_ENDPOINT_URL); setInterval(() => {}, 1000)`;
    const both = [run(["test", ...script(waits)]), run(["test", ...script(waits)])] as const;
    for (const { stdout } of both) await expect.poll(stdout, { timeout: 200_000 }).toMatch(/^http:.*\n/);
    const [signalled, killed] = both;

    signalled.child.kill("SIGTERM");
    expect((await signalled.ended).code).toBe(9);
    const url = killed.stdout().trim();
    killed.child.kill("SIGKILL");
    await expect
      .poll(() =>
        fetch(url).then(
          () => "answers",
          () => "gone",
        ),
      )
      .toBe("gone");

    const isLocked = (name: string) => existsSync(join(app, ".local", name, "lock"));
    await expect.poll(() => foldersOfTests().some(isLocked)).toBe(false);
    expect(foldersOfTests()).toHaveLength(1);
    await ran(["test", ...script("")]);
    expect(foldersOfTests(), "what a killed one left goes with the next").toEqual([]);
  },
);
