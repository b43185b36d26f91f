import { existsSync, mkdtempSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DynamoDBClient, ListTablesCommand, ScanCommand } from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { ensurePlatform } from "../src/synth/platform.ts";
import { appFolder, type CommandLine, commandLine } from "./command-line.ts";

const started: CommandLine[] = [];
const start = (args: string[], env?: NodeJS.ProcessEnv) => {
  const cli = commandLine(args, env);
  started.push(cli);
  return cli;
};
const anyPorts = ["--port", "0", "--aws-port", "0", "--console-port", "0"];
const table = `new sst.aws.Dynamo("Notes", { fields: { id: "string" }, primaryIndex: { hashKey: "id" } });`;

beforeAll(() => ensurePlatform(join(import.meta.dirname, "../../.."), () => {}));
afterAll(() => {
  for (const { child } of started) child.kill("SIGKILL");
});

/** What is printed by a start that must fail; nothing of it may be left. */
const refusal = async (cli: CommandLine, expected = 1) => {
  const { code, stderr } = await cli.ended;
  expect(code).toBe(expected);
  await expect.poll(() => cli.left()).toEqual([]);
  return stderr;
};
const listens = (port: number) =>
  new Promise<Server | string>((resolve) => {
    const server = createServer();
    server.once("error", ({ message }) => resolve(message));
    server.listen(port, "127.0.0.1", () => resolve(server));
  });
const portOf = (url = "") => Number(new URL(url).port);

test("stops at a mistake in the command line", async () => {
  const missing = join(mkdtempSync(join(tmpdir(), "start-")), "nowhere");
  const root = appFolder("shop", table);
  const [flag, port, folder, stage, same, help] = await Promise.all([
    refusal(start(["--prot", "3000"]), 2),
    refusal(start(["--port", "bakery"]), 2),
    refusal(start(["--config", missing])),
    refusal(start(["--config", root, "--stage", "../../../evil", ...anyPorts]), 2),
    refusal(start(["--config", root, "--port", "34599", "--aws-port", "34599"]), 2),
    start(["-h"]).ended,
  ]);
  expect(flag).toMatch(/^Unknown option '--prot'\n\nUsage: npx sourdough-local/);
  expect(port).toBe('--port takes a whole number from 0 to 65535, not "bakery".\n');
  expect(folder).toMatch(/^There is no sst.config.ts in .*nowhere/);
  expect(stage).toMatch(/^--stage: "\.\.\/\.\.\/\.\.\/evil" is no name of a stage: .* such as pr-42\.\n$/);
  expect(existsSync(join(root, "../evil"))).toBe(false);
  expect(same).toBe("--port and --aws-port are both 34599: each listens at a port of its own.\n");
  expect(help).toEqual({ code: 0, stderr: "" });
  expect(existsSync(missing), "a folder that was mistyped is not made").toBe(false);
});

test("stops at a config that throws, and says where", async () => {
  const folder = appFolder("throws", `throw new Error("The oven is cold");`);
  const said = await refusal(start(["--config", folder, ...anyPorts]));

  expect(said).toMatch(
    /^sst.config.ts could not be evaluated.\n {2}- Error: The oven is cold\n.*sst.config.ts:3:/,
  );
});

test("stops at files that are none, and says which", async () => {
  const runsNothing = appFolder("runs-nothing", "");
  writeFileSync(
    join(runsNothing, "sst.config.ts"),
    `export default $config({ app: () => ({ name: "bakery", home: "aws" }) });`,
  );
  const root = appFolder("shop", table);
  const [noConfig, noManifest, noFolder] = await Promise.all([
    refusal(start(["--config", runsNothing, ...anyPorts])),
    refusal(
      start([
        "--config",
        appFolder("no-manifest", table, { files: { "package.json": "{ bakery }" } }),
        ...anyPorts,
      ]),
    ),
    refusal(start(["--config", root, "--local-folder", join(root, "package.json"), ...anyPorts])),
  ]);

  expect(noConfig).toMatch(
    /^sst\.config\.ts could not be evaluated\.\n {2}- run is not a function\. It has to be: export default/,
  );
  expect(noManifest).toMatch(
    /no-manifest.package\.json cannot be read as JSON: .*\. Mend it, and start again\.\n$/,
  );
  expect(noFolder).toMatch(/^.*shop.package\.json cannot be made: a file has its place/);
});

test("warns of a secret that no config has", async () => {
  const cli = start([
    "--config",
    appFolder("shop", table),
    ...anyPorts,
    "--secret",
    "Nope=1",
    "--no-state",
    "--local-folder",
    mkdtempSync(join(tmpdir(), "start-")),
  ]);
  await cli.ready;

  expect(cli.output()).toContain("--secret Nope: the config has no such secret. It has none.");
  cli.child.kill("SIGINT");
  await cli.ended;
});

/** Puts a note with the one request that it is given, into the table that is linked. */
const fill = `
  import { DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";
  const { name: TableName } = JSON.parse(process.env.SST_RESOURCE_Notes);
  await new DynamoDBClient({ maxAttempts: 1 }).send(new PutItemCommand({ TableName, Item: { id: { S: "first" } } }));
  if (process.argv[2]) throw new Error(process.argv[2]);
`;
const filled = (afterStart: string) => ({
  files: {
    "fill.mjs": fill,
    "package.json": JSON.stringify({ name: "fills", type: "module", localCloud: { afterStart } }),
  },
});

test("is ready when the app's own command has filled its tables, and says when it could not", async () => {
  const fails = start([
    "--config",
    appFolder("fills-not", table, filled(`node fill.mjs "No more flour"`)),
    ...anyPorts,
    "--no-state",
  ]);
  const cli = start([
    "--config",
    appFolder("fills", table, filled("node fill.mjs")),
    ...anyPorts,
    "--no-state",
  ]);
  const [, endpoint] = await cli.ready;
  const client = new DynamoDBClient({
    endpoint,
    region: "eu-west-1",
    credentials: { accessKeyId: "any", secretAccessKey: "any" },
  });
  onTestFinished(() => client.destroy());
  const { TableNames = [] } = await client.send(new ListTablesCommand());
  const { Items } = await client.send(new ScanCommand({ TableName: TableNames[0] }));
  expect(Items).toEqual([{ id: { S: "first" } }]);
  expect(cli.output()).not.toContain("afterStart");

  await fails.ready;
  expect(fails.output()).toMatch(
    /No more flour[\s\S]*"node fill\.mjs "No more flour"" \(localCloud\.afterStart in package\.json\) ended with exit code 1\./,
  );
  for (const { child } of [cli, fails]) child.kill("SIGINT");
  await Promise.all([cli.ended, fails.ended]);
});

test("stops at what it does not implement, all of it in one list", async () => {
  const folder = appFolder(
    "unimplemented",
    `new aws.msk.Cluster("Stream", { kafkaVersion: "4", numberOfBrokerNodes: 3, brokerNodeGroupInfo: { instanceType: "x", clientSubnets: [], securityGroups: [] } });
     new aws.dynamodb.Table("Old", { attributes: [{ name: "id", type: "S" }], hashKey: "id", replicas: [{ regionName: "eu-central-1" }] });`,
  );
  const [title, ...problems] = (await refusal(start(["--config", folder, ...anyPorts]))).trim().split("\n");

  expect(title).toMatch(/does not implement. Leave it out .*, or add it to/);
  expect(problems).toEqual([
    "  - Stream: the resource type aws:msk/cluster:Cluster is not implemented by the local cloud.",
    "  - Old (aws:dynamodb/table:Table): the local cloud does not implement replicas.",
  ]);
});

test("holds its folder and ports until Ctrl-C, and then leaves nothing behind", async () => {
  const folder = appFolder("shop", table);
  const first = start(["--config", folder, ...anyPorts]);
  const [awsUrl, consoleUrl] = (await first.ready).slice(-2);
  expect(first.left()).not.toEqual([]);

  const elsewhere = (name: string) => ["--config", folder, "--local-folder", join(folder, name), ...anyPorts];
  const webPort = String(portOf((await first.ready)[0]));
  const [again, aws, console_, web] = await Promise.all([
    refusal(start(["--config", folder, ...anyPorts])),
    refusal(start([...elsewhere("aws"), "--aws-port", String(portOf(awsUrl))])),
    refusal(start([...elsewhere("console"), "--console-port", String(portOf(consoleUrl))])),
    refusal(start([...elsewhere("web"), "--port", webPort])),
  ]);
  expect(again).toMatch(/^The local cloud already runs in this folder \(process \d+, .*Ctrl-C/);
  expect(aws).toBe(
    `Port ${portOf(awsUrl)} on 127.0.0.1 is in use, and the AWS endpoint needs it. Choose another with --aws-port <port>, or stop what holds it.\n`,
  );
  expect(console_).toMatch(/^Port \d+ .* the console needs it. .*--console-port <port>/);
  expect(web).toMatch(/^Port \d+ .* the page needs it. .*--port <port>/);

  first.child.kill("SIGINT");
  await expect(first.ended).resolves.toEqual({ code: 0, stderr: "" });
  await expect.poll(() => first.left()).toEqual([]);
  for (const url of await first.ready) {
    const server = await listens(portOf(url));
    expect(server).not.toBeTypeOf("string");
    if (typeof server !== "string") server.close();
  }
});

test("ends its children when Ctrl-C comes while it starts", async () => {
  const cli = start(["--config", appFolder("shop", table), ...anyPorts, "--fresh"]);
  await expect.poll(() => cli.left().join("\n"), { interval: 20 }).toContain("synth");
  cli.child.kill("SIGINT");

  await expect(cli.ended).resolves.toMatchObject({ code: 0 });
  await expect.poll(() => cli.left()).toEqual([]);
});
