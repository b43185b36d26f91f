import { join } from "node:path";
import { afterEach, beforeAll, expect, test } from "vitest";
import { type LocalCloud, startLocalCloud } from "../src/boot/local-cloud.ts";
import { ensurePlatform } from "../src/synth/platform.ts";
import { synthesize } from "../src/synth/synthesize.ts";
import { appFolder } from "./command-line.ts";

let cloud: LocalCloud | undefined;
beforeAll(() => ensurePlatform(join(import.meta.dirname, "../../.."), () => {}));
afterEach(() => cloud?.stop());

const app = () =>
  appFolder(
    "in-development",
    `const letters = new sst.aws.Queue("Letters");
     const greet = new sst.aws.Function("Greet", { handler: "src/greet.handler", url: true, link: [letters] });
     return { isDev: $dev, url: greet.url };`,
    {
      files: {
        "src/greet.ts": `export const handler = async () => ({
          statusCode: 200,
          body: JSON.parse(process.env.SST_RESOURCE_Letters!).url.split("/").at(-1),
        });`,
      },
    },
  );

test("evaluates a config as sst dev does, with what its components ask of the CLI answered", async () => {
  const root = app();
  const [deployed, developed] = [
    (await synthesize({ root, fresh: true })).graph,
    (await synthesize({ root, dev: true, fresh: true })).graph,
  ];

  expect(deployed.outputs.isDev).toBe(false);
  expect(developed.outputs.isDev).toBe(true);
  const greet = developed.resources.find(({ name }) => name === "GreetFunction");
  // The stub knows where this machine listens, and may call it.
  expect(greet?.inputs.environment).toMatchObject({
    variables: expect.objectContaining({ SST_APPSYNC_HTTP: "appsync-api.local", SST_FUNCTION_ID: "Greet" }),
  });
  const role = developed.resources.find(({ name }) => name === "GreetRole");
  expect(JSON.stringify(role?.inputs)).toContain("appsync:*");
  // And the code that answers is what is deployed otherwise.
  expect(greet?.build?.handler).toBe("src/greet.handler");
  expect(greet?.inputs.runtime).toBe("nodejs24.x");
  const functions = ({ resources }: typeof deployed) =>
    resources.filter(({ type }) => type === "aws:lambda/function:Function").map(({ name }) => name);
  expect(functions(developed)).toEqual(functions(deployed));
  expect((await synthesize({ root, dev: true })).cached).toBe(true);
  expect((await synthesize({ root })).graph.outputs.isDev).toBe(false);
});

test("the code of a function answers in place of its stub", async () => {
  cloud = await startLocalCloud({ root: app(), dev: true, ports: { web: 0, aws: 0, console: 0 } });

  const answer = await fetch(String(cloud.outputs.url));
  expect(answer.status).toBe(200);
  expect(await answer.text()).toContain("LettersQueue");
});
