import { existsSync, mkdirSync, readdirSync, realpathSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeAll, expect, test } from "vitest";
import { ensurePlatform } from "../src/synth/platform.ts";
import { type SynthProcess, startSynthProcess } from "../src/synth/synth-process.ts";
import { workFolder } from "../src/synth/synthesize.ts";
import { appFolder } from "./command-line.ts";

const files = {
  "menu.ts": `import semver, { major } from "semver";
    import { z } from "zod";
    export const loaded = new Error().stack?.includes("local-cloud.ahead") ? "ahead" : "with the config";
    export const Menu = z.object({ bread: z.string() });
    export const version = [major("3.2.1"), semver.minor("3.2.1")].join(".");`,
  "infra.ts": `import { z } from "zod";
    import { loaded, Menu, version } from "./menu.ts";
    import { queueName } from "./queue-name.ts";
    export const infra = () => {
      new sst.aws.Queue(queueName);
      return { loaded, version, isSameZod: Menu instanceof z.ZodObject, bread: Menu.parse({ bread: "rye" }).bread };
    };`,
  "queue-name.ts": `export const queueName = $app.stage === "local" ? "Orders" : "Others";`,
};
const root = appFolder("ahead", `return (await import("./infra.ts")).infra();`, { files });
const save = (file: keyof typeof files, text = files[file]) => writeFileSync(join(root, file), text);
const replaced = (file: keyof typeof files, from: string, to: string) =>
  save(
    file,
    files[file].replace(from, () => to),
  );
const started: SynthProcess[] = [];

beforeAll(async () => {
  await ensurePlatform(join(import.meta.dirname, "../../.."), () => {});
  mkdirSync(workFolder(root), { recursive: true });
});
afterEach(() => {
  for (const one of started.splice(0)) one.end();
  for (const file of Object.keys(files)) save(file as keyof typeof files);
});

const prepare = () => {
  const paths = { root, platform: realpathSync(join(root, ".sst/platform")), work: workFolder(root) };
  const child = startSynthProcess({ paths, services: [], ahead: true });
  started.push(child);
  return async (environment: NodeJS.ProcessEnv = process.env) => {
    const answer = await child.ask({
      paths,
      services: [],
      stage: "local",
      dev: false,
      environment,
      region: "eu-west-1",
      accountId: "000000000000",
      answerFile: join(paths.work, `answer-ahead-${process.pid}.json`),
    });
    if (!answer.ok) throw new Error([answer.title, ...answer.problems].join("\n"));
    const { graph, inputs } = answer;
    expect(inputs).toEqual(expect.arrayContaining(Object.keys(files).map((file) => join(root, file))));
    expect(graph.resources.map(({ name }) => name)).toContain("OrdersQueue");
    return graph.outputs;
  };
};
const same = { version: "3.2", isSameZod: true, bread: "rye" };
const withConfig = { ...same, loaded: "with the config" };

test("loads contracts and packages before it is asked, and each of them once", async () => {
  expect(await prepare()()).toEqual({ ...same, loaded: "ahead" });
});

test("an infra.ts may be saved meanwhile, and what was loaded as well", async () => {
  const ask = prepare();
  replaced("infra.ts", "version,", "version, edited: true,");
  expect(await ask()).toEqual({ ...same, loaded: "ahead", edited: true });
  const askAgain = prepare();
  const platform = join(root, ".sst/platform");
  const manifests = () =>
    readdirSync(platform).filter((name) => existsSync(join(platform, name, "bundle.json")));
  await expect.poll(manifests).not.toEqual([]);
  replaced("menu.ts", `"3.2.1")]`, `"3.7.1")]`);
  expect(await askAgain()).toMatchObject({ version: "3.7", isSameZod: true });
});

test("loads with the config what an edit draws out of the middle of what was loaded", async () => {
  expect(await prepare()()).toMatchObject({ loaded: "ahead" });
  const ask = prepare();
  replaced(
    "infra.ts",
    `import { z } from "zod";`,
    `import * as core from "zod/v4/core"; const z = { ZodObject: core.$ZodObject };`,
  );
  expect(await ask()).toEqual(withConfig);
});

test.each([
  ["declares a resource", `export const other = new (eval("sst") as any).aws.Queue("Early");`],
  [
    "throws when it is loaded before app() of the config",
    `if (eval("typeof $" + "app") && !eval("$" + "app.name")) throw 1;`,
  ],
])("loads nothing ahead when a module %s", async (_, text) => {
  save("menu.ts", `${files["menu.ts"]}\n${text}`);
  expect(await prepare()()).toEqual(withConfig);
});
