import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { ensurePlatform } from "../src/synth/platform.ts";
import { appFolder, type CommandLine, commandLine } from "./command-line.ts";

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });
beforeAll(() => ensurePlatform(join(import.meta.dirname, "../../.."), () => {}));

let running: CommandLine | undefined;
afterAll(() => running?.child.kill("SIGKILL"));

test("starts an app with a secret, code of its own and SST's defaults, and says where everything is", async () => {
  const folder = appFolder(
    "foreign",
    `const key = new sst.Secret("ApiKey");
     new sst.aws.Function("Prebuilt", { bundle: "./dist", handler: "index.handler", url: true, link: [key] });
     const failing = new sst.aws.Function("Failing", { handler: "src/failing.handler", url: true });
     const orders = new sst.aws.Queue("Orders");
     orders.subscribe("src/failing.handler");
     const emails = new sst.aws.Queue("Emails");
     emails.subscribe("src/failing.handler");
     return { failing: failing.url, orders: orders.url };`,
    {
      files: {
        ".env": "SST_SECRET_ApiKey=only-here",
        "dist/index.mjs": `export const handler = async () => ({
          statusCode: 200,
          body: JSON.parse(process.env.SST_RESOURCE_ApiKey).value,
        });`,
        "src/failing.ts": `const fail = (what: string): never => {
          throw new Error(what);
        };
        export const handler = async () => fail("no oven");`,
      },
    },
  );
  const cli = commandLine(["--config", folder, "--port", "0", "--aws-port", "0", "--console-port", "0"]);
  running = cli;
  await cli.ready;
  await vi.waitFor(() => expect(cli.output()).toMatch(/^ {2}Prebuilt +http/m), 120_000);

  const addressOf = (name: string) =>
    new RegExp(`^ {2}${name} +(http\\S+)`, "m").exec(cli.output())?.[1] ?? "";
  expect(addressOf("orders")).toMatch(/\/000000000000\/foreign-local-OrdersQueue/);
  expect(cli.output().match(/visibility timeout of 30 s/g)).toHaveLength(1);
  expect(cli.output()).toMatch(/EmailsQueue, OrdersQueue: the visibility timeout/);
  expect(await (await fetch(addressOf("Prebuilt"))).text()).toBe("only-here");

  expect((await fetch(addressOf("failing"))).status).toBe(502);
  await vi.waitFor(() => {
    const log = readFileSync(join(folder, ".local/logs/FailingFunction.log"), "utf8");
    expect(log).toMatch(/no oven.*src\/failing\.ts:2:\d+.*src\/failing\.ts:4:\d+/);
    expect(log).not.toContain("bundle.mjs:");
  }, 120_000);
});
