import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeAll, expect, test, vi } from "vitest";
import { ensurePlatform } from "../src/synth/platform.ts";
import { synthesize } from "../src/synth/synthesize.ts";
import { appFolder } from "./command-line.ts";

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });
beforeAll(() => ensurePlatform(join(import.meta.dirname, "../../.."), () => {}));
afterEach(() => {
  vi.unstubAllEnvs();
});

const textsBelow = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((file) => join(folder, file))
    .filter((file) => statSync(file).isFile())
    .map((file) => readFileSync(file, "utf8"));

test("evaluates again when a variable that the config read has changed, and only then", async () => {
  const root = appFolder("reads-variables", `return { sender: process.env.SENDER_EMAIL ?? "nobody" };`);
  rmSync(join(root, ".local"), { recursive: true, force: true });
  const senderOf = async () => {
    const { graph, cached } = await synthesize({ root });
    return { sender: graph.outputs.sender, cached };
  };

  expect(await senderOf()).toEqual({ sender: "nobody", cached: false });
  vi.stubEnv("SOMETHING_ELSE", "changed");
  expect(await senderOf()).toEqual({ sender: "nobody", cached: true });
  vi.stubEnv("SENDER_EMAIL", "shop@example.com");
  expect(await senderOf()).toEqual({ sender: "shop@example.com", cached: false });
  expect(await senderOf()).toEqual({ sender: "shop@example.com", cached: true });
});

test("evaluates again when a file that the config reads has changed", async () => {
  const root = appFolder(
    "reads-files",
    `const { readFileSync } = await import("node:fs");
     return { code: readFileSync("handler.js", "utf8") };`,
    { files: { "handler.js": "one" } },
  );
  rmSync(join(root, ".local"), { recursive: true, force: true });
  const codeOf = async () => {
    const { graph, cached } = await synthesize({ root });
    return { code: graph.outputs.code, cached };
  };

  expect(await codeOf()).toEqual({ code: "one", cached: false });
  expect(await codeOf()).toEqual({ code: "one", cached: true });
  writeFileSync(join(root, "handler.js"), "two");
  expect(await codeOf()).toEqual({ code: "two", cached: false });
});

test("gives a config the variables of .env, of the shell and of .env.<stage>, the later the stronger", async () => {
  vi.stubEnv("FROM_SHELL", "shell");
  vi.stubEnv("FROM_STAGE", "shell");
  const root = appFolder(
    "env-files",
    `const { FROM_FILE, FROM_SHELL, FROM_STAGE } = process.env;
     return { FROM_FILE, FROM_SHELL, FROM_STAGE };`,
    {
      files: {
        ".env": "FROM_FILE=file\nFROM_SHELL=file\nFROM_STAGE=file\n",
        ".env.local": "FROM_STAGE=stage\n",
      },
    },
  );

  const { graph } = await synthesize({ root, fresh: true });
  expect(graph.outputs).toEqual({ FROM_FILE: "file", FROM_SHELL: "shell", FROM_STAGE: "stage" });
});

test("takes the value of a secret from .env, and keeps nothing of it", async () => {
  const value = "correct-horse-battery";
  const root = appFolder(
    "secret",
    `const key = new sst.Secret("ApiKey");
     new aws.ssm.Parameter("Kept", { type: "SecureString", value: key.value });`,
    { files: { ".env": `SST_SECRET_ApiKey=${value}` } },
  );

  const { graph } = await synthesize({ root });
  expect(graph.links.ApiKey).toEqual({ value });
  expect(graph.resources.find(({ name }) => name === "Kept")?.inputs.value).toBe(value);
  expect(textsBelow(join(root, ".local")).filter((text) => text.includes(value))).toEqual([]);
});

test("asks only for the values of secrets when nothing else is missing", async () => {
  const root = appFolder(
    "secrets",
    `new sst.Secret("One"); new sst.Secret("Two"); new sst.Secret("Three", "3");`,
  );
  await expect(synthesize({ root })).rejects.toThrow(
    /^sst.config.ts has secrets without a value:\n {2}- One .* SST_SECRET_One .*\n {2}- Two .*$/,
  );
});
