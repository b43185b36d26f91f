import { mkdirSync, mkdtempSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { InvokeCommand } from "@aws-sdk/client-lambda";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Resource, ResourceGraph } from "../../../core/resource-graph.ts";
import { type Deployment, deploy } from "../fixtures/deploy.ts";
import { eventually } from "../fixtures/eventually.ts";
import { buildBundles } from "./build.ts";
import { bundleFunctions } from "./bundle-functions.ts";
import { readCurrentManifest } from "./manifest.ts";
import { type BundleRequest, bundleRequest, esbuildOptions } from "./sst-options.ts";
import { takeBundle } from "./take-bundle.ts";

const folderWith = (files: Record<string, string>): string => {
  const folder = mkdtempSync(join(tmpdir(), "bundle-"));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
};
const requestFor = (root: string, nodejs: Record<string, unknown> = {}, name = "f"): BundleRequest =>
  bundleRequest(name, "nodejs24.x", { root, handler: "main.handler", links: {}, copyFiles: [], nodejs });

test("sets the options SST sets for a deployed function", () => {
  const root = folderWith({ "main.ts": "" });
  expect(esbuildOptions(requestFor(root))).toMatchObject({
    platform: "node",
    format: "esm",
    target: "es2024",
    mainFields: ["module", "main"],
    external: ["sharp", "pg-native"],
    keepNames: true,
    minify: false,
    sourcemap: "linked",
    outExtension: { ".js": ".mjs" },
  });
  expect(
    esbuildOptions(
      requestFor(root, {
        minify: true,
        install: { pg: "8.13.1" },
        banner: "/* x */",
        esbuild: { external: ["canvas"], conditions: ["worker"], target: "ES2022", define: { A: "1" } },
      }),
    ),
  ).toMatchObject({
    minify: true,
    external: ["sharp", "pg-native", "pg", "canvas"],
    conditions: ["worker"],
    target: "es2022",
    define: { A: "1" },
    banner: { js: expect.stringMatching(/topLevelCreateRequire[\s\S]+\/\* x \*\/$/) },
  });
  expect(esbuildOptions(requestFor(root, { format: "cjs" }))).toMatchObject({
    format: "cjs",
    mainFields: ["main"],
    banner: { js: "" },
  });
});

test("refuses what SST would not pass on to esbuild", () => {
  const root = folderWith({ "main.ts": "" });
  expect(() => requestFor(root, { esbuild: { treeShaking: false } })).toThrow(/treeShaking/);
});

test("says where it looked for a handler that is not there", () => {
  expect(() => requestFor(folderWith({ "other.ts": "" }))).toThrow(/handler not found: main\.handler/);
});

test("bundles functions together as it does alone, and reuses what did not change", async () => {
  const root = folderWith({
    "main.ts": 'import { shared } from "./shared.ts"; export const handler = async () => shared();',
    "shared.ts": "export const shared = () => 1;",
  });
  const out = mkdtempSync(join(tmpdir(), "out-"));
  const names = ["one", "two"].map((name) => requestFor(root, {}, name));
  const results = await buildBundles(out, names);
  expect(results.map(({ ok }) => ok)).toEqual([true, true]);
  const together = readFileSync(join(out, "one/bundle.mjs"), "utf8");
  await buildBundles(out, [names[0]!]);
  expect(readFileSync(join(out, "one/bundle.mjs"), "utf8")).toBe(together);
  expect(readCurrentManifest(out, names[0]!)).toMatchObject({ exportName: "handler", minified: false });
  expect(readCurrentManifest(out, requestFor(root, { minify: true }, "one"))).toBeUndefined();
  writeFileSync(join(root, "shared.ts"), "export const shared = () => 22;");
  expect(readCurrentManifest(out, names[0]!)).toBeUndefined();
});

test("takes a bundle that is current elsewhere, and none whose sources changed since", async () => {
  const root = folderWith({ "main.ts": "export const handler = async () => 1;" });
  const [from, folder] = ["from-", "own-"].map((name) => mkdtempSync(join(tmpdir(), name))) as [
    string,
    string,
  ];
  const request = requestFor(root);
  expect(takeBundle(from, folder, request)).toBeUndefined();
  await buildBundles(from, [request]);

  expect(takeBundle(from, folder, request)).toMatchObject({ file: join(folder, "f/bundle.mjs") });
  expect(readCurrentManifest(folder, request)).toMatchObject({ taskRoot: join(folder, "f") });
  expect(readFileSync(join(folder, "f/bundle.mjs"), "utf8")).toContain("handler");
  expect(takeBundle(from, folder, requestFor(root, { splitting: true }))).toBeUndefined();

  writeFileSync(join(root, "main.ts"), "export const handler = async () => 22;");
  expect(takeBundle(from, folder, request)).toBeUndefined();
});

test("bundles anew when a file changes that a plugin is written in", async () => {
  const root = folderWith({
    "main.ts": "export const handler = async () => 1;",
    "plugins.mjs": 'import { replacement } from "./replacement.mjs"; export default [replacement];',
    "replacement.mjs": `export const replacement = {
      name: "replacement",
      setup: (build) => build.onLoad({ filter: /main\\.ts$/ }, () => ({ contents: "export const handler = 2;" })),
    };`,
  });
  const out = mkdtempSync(join(tmpdir(), "out-"));
  const request = requestFor(root, { plugins: "plugins.mjs" });
  expect(await buildBundles(out, [request])).toMatchObject([{ ok: true }]);
  expect(readFileSync(join(out, "f/bundle.mjs"), "utf8")).toContain("handler = 2");
  expect(readCurrentManifest(out, request)).toBeDefined();

  writeFileSync(join(root, "replacement.mjs"), "export const replacement = { name: '', setup() {} };");

  expect(readCurrentManifest(out, request)).toBeUndefined();
});

test("names file, line and column of each mistake, and only for the function that has it", async () => {
  const root = folderWith({
    "main.ts": "export const handler = async () => 1;",
    "broken.ts": '\nimport "./gone.ts";\nexport const handler = 1;',
  });
  const out = mkdtempSync(join(tmpdir(), "out-"));
  const broken = bundleRequest("broken", "nodejs24.x", {
    root,
    handler: "broken.handler",
    links: {},
    copyFiles: [],
    nodejs: {},
  });
  const [good, bad] = await buildBundles(out, [requestFor(root), broken]);
  expect(good?.ok).toBe(true);
  expect(bad).toMatchObject({
    ok: false,
    errors: [expect.stringMatching(/broken\.ts:2:8: Could not resolve "\.\/gone\.ts"/)],
  });
});

test("bundleFunctions tells path, size and whether it is minified", async () => {
  const root = folderWith({ "main.ts": "export const handler = async () => 'hello';" });
  const resource = (name: string, nodejs: Record<string, unknown>): Resource => ({
    type: "aws:lambda/function:Function",
    name,
    urn: name,
    id: name,
    inputs: { runtime: "nodejs24.x" },
    outputs: {},
    build: { root, handler: "main.handler", links: {}, copyFiles: [], nodejs },
  });
  const graph = {
    resources: [resource("Small", { minify: true }), resource("Plain", {})],
  } as unknown as ResourceGraph;
  const folder = mkdtempSync(join(tmpdir(), "out-"));
  const [small, plain] = await bundleFunctions(graph, { folder });
  expect(small).toMatchObject({ name: "Small", minified: true, file: join(folder, "Small/bundle.mjs") });
  expect(plain).toMatchObject({ name: "Plain", minified: false });
  expect(small!.bytes).toBe(statSync(small!.file).size);
  expect(small!.bytes).toBeLessThan(plain!.bytes);
});

let lambda: Deployment;
const root = folderWith({
  "main.ts": 'import { answer } from "./answer.ts"; export const handler = async () => answer;',
  "answer.ts": "export const answer = 1;",
});

beforeAll(async () => {
  lambda = await deploy();
  await lambda.add("watched", { root, handler: "main.handler" });
  await lambda.emulator.start?.();
});
afterAll(() => lambda.stop());

const invoke = async () => {
  const answer = await lambda.client.send(new InvokeCommand({ FunctionName: "watched" }));
  return JSON.parse(answer.Payload!.transformToString());
};

test("runs changed code from the next invocation on, through a mistake and its repair", async () => {
  expect(await invoke()).toBe(1);
  writeFileSync(join(root, "answer.ts"), "export const answer = 42;");
  await eventually(invoke).toBe(42);

  writeFileSync(join(root, "answer.ts"), "export const answer = ;");
  await eventually(invoke).toMatchObject({
    errorType: "Runtime.BundleError",
    errorMessage: expect.stringContaining("answer.ts:1:23: "),
  });
  expect(lambda.cloud.warnings.at(-1)).toMatch(/^watched does not bundle:\n {2}.+answer\.ts:1:23: /);

  writeFileSync(join(root, "answer.ts"), "export const answer = 'repaired';");
  await eventually(invoke).toBe("repaired");
});

test("runs code of a bundle as it is, from its own folder, with what is copied beside it", async () => {
  const root = folderWith({ "note.txt": "beside" });
  mkdirSync(join(root, "dist/parts"), { recursive: true });
  writeFileSync(join(root, "dist/parts/greet.mjs"), 'export const greet = () => "hello";');
  writeFileSync(
    join(root, "dist/index.mjs"),
    `import { readFileSync } from "node:fs";
     import { greet } from "./parts/greet.mjs";
     export const handler = async () =>
       ({ said: greet(), note: readFileSync(process.env.LAMBDA_TASK_ROOT + "/note.txt", "utf8"), handler: process.env._HANDLER });`,
  );
  const copyFiles = [{ from: "note.txt", to: "note.txt", isDir: false }];
  const build = {
    root,
    handler: "index.handler",
    bundle: join(root, "dist"),
    links: {},
    copyFiles,
    nodejs: {},
  };
  expect(() => bundleRequest("f", "nodejs24.x", { ...build, handler: "main.handler" })).toThrow(
    /main\.handler \(looked for .*dist.main\{\.js,\.mjs,\.cjs\}/,
  );

  const lambda = await deploy();
  try {
    await lambda.add("prebuilt", { build });
    await lambda.emulator.start?.();
    const said = async () => {
      const { Payload } = await lambda.client.send(new InvokeCommand({ FunctionName: "prebuilt" }));
      return JSON.parse(Payload!.transformToString());
    };
    expect(await said()).toEqual({ said: "hello", note: "beside", handler: "index.handler" });
    writeFileSync(join(root, "dist/parts/greet.mjs"), 'export const greet = () => "good morning";');
    await eventually(async () => expect(await said()).toMatchObject({ said: "good morning" }));
  } finally {
    await lambda.stop();
  }
});
