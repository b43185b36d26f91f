import { spawnSync } from "node:child_process";
import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test, vi } from "vitest";
import { ensurePlatform } from "../src/synth/platform.ts";
import { SynthError } from "../src/synth/synth-error.ts";
import { synthesize } from "../src/synth/synthesize.ts";
import { appFolder } from "./command-line.ts";

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });
beforeAll(() => ensurePlatform(join(import.meta.dirname, "../../.."), () => {}));

const cli = join(import.meta.dirname, "../src/cli.ts");
const secret = (args: string[], input?: string) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, "secret", ...args], {
    encoding: "utf8",
    input,
    env: { ...process.env, NODE_OPTIONS: "" },
  });
  return { status, said: stdout + stderr };
};

test("a secret is kept with one command, for one start with a flag, and missed by name with the remedy", async () => {
  const root = appFolder(
    "kept-secrets",
    `const key = new sst.Secret("ApiKey");
     const other = new sst.Secret("Other", "by default");
     return { key: key.value, other: other.value };`,
  );
  rmSync(join(root, ".env.local"), { force: true });
  const missing = await synthesize({ root }).catch((error: unknown) => error as SynthError);
  if (!(missing instanceof SynthError)) throw new Error("It was not refused.");
  expect(missing.message).toMatch(
    /ApiKey .*sourdough-local secret set ApiKey <value>.*--secret ApiKey=<value>/,
  );

  expect(secret(["set", "ApiKey", "a b", "--config", root])).toMatchObject({ status: 0 });
  expect((await synthesize({ root })).graph.outputs).toEqual({ key: "a b", other: "by default" });
  const given = await synthesize({ root, secrets: { ApiKey: "given", Other: "too" } });
  expect(given.graph.outputs).toEqual({ key: "given", other: "too" });

  expect(secret(["set", "Other", "--config", root], "from a file\n")).toMatchObject({ status: 0 });
  expect((await synthesize({ root })).graph.outputs).toEqual({ key: "a b", other: "from a file" });
  expect(secret(["list", "--config", root])).toMatchObject({ status: 0, said: "ApiKey\nOther\n" });
  expect(secret(["remove", "ApiKey", "--config", root])).toMatchObject({ status: 0 });
  expect(secret(["remove", "ApiKey", "--config", root])).toMatchObject({ status: 1 });
});

test("an empty value is kept only where somebody says so", () => {
  const root = appFolder("kept-secrets", "");
  rmSync(join(root, ".env.local"), { force: true });
  const empty = secret(["set", "ApiKey", "--config", root], "");

  expect(empty).toEqual({
    status: 2,
    said: expect.stringMatching(/^Nothing came from .* ApiKey is as it was/),
  });
  expect(existsSync(join(root, ".env.local"))).toBe(false);
  expect(secret(["set", "ApiKey", "", "--config", root])).toMatchObject({ status: 0 });
});

test.each([
  [["--help"], 0, /^Usage: /],
  [[], 2, /What is to be done/],
  [["put"], 2, /no command "secret put"/],
  [["set", "not-a-name", "x"], 2, /not "not-a-name"/],
  [["set", "Key", "two", "words"], 2, /quotation marks/],
  [["list", "--stge", "x"], 2, /--stge/],
  [["list", "--config", "/nowhere"], 1, /no sst.config.ts/],
  [["set", "A", "x", "--stage", "../../evil"], 2, /^--stage: "..\/..\/evil" is no name of a stage/],
  [["list", "--stage", ""], 2, /^--stage: "" is no name of a stage/],
])("secret %j", (args, status, said) => {
  const found = secret(args.includes("set") ? [...args, "--config", appFolder("kept-secrets", "")] : args);
  expect(found).toEqual({ status, said: expect.stringMatching(said) });
});
