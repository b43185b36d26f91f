import { execFile, execFileSync } from "node:child_process";
import { join } from "node:path";
import { PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { readStage } from "@sourdough/contracts/deployments";
import { type Bakery, openBakery } from "@sourdough/test-kit";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runDeploy } from "../src/deploy/run-deploy.ts";
import { type StageRecords, stageRecords } from "../src/deploy/stage-records.ts";

const root = join(import.meta.dirname, "../../..");
const head = execFileSync("git", ["rev-parse", "HEAD"], { cwd: root, encoding: "utf8" }).trim();
const deployment = (commit: string) => ({
  commit,
  deployedAt: "2026-11-29T08:00:00.000Z",
  publishes: {},
  takes: {},
});

let bakery: Bakery;
let ssm: SSMClient;
let records: StageRecords;
beforeAll(async () => {
  bakery = await openBakery();
  ssm = new SSMClient({
    endpoint: bakery.outputs.awsEndpoint,
    region: bakery.outputs.region,
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
  });
  records = stageRecords("staging", ssm);
});
afterAll(async () => {
  ssm?.destroy();
  await bakery?.stop();
});

const dryRun = async (only?: string[]) => {
  const said: string[] = [];
  const code = await runDeploy({
    root,
    stage: "staging",
    only,
    dryRun: true,
    records,
    say: (line) => said.push(line),
  });
  return { code, said: said.join("\n") };
};

test("a stage that nothing is on gets everything, what others need first", async () => {
  const { code, said } = await dryRun();

  expect(said).toMatch(/^orders +deploy +never +never deployed to this stage$/m);
  expect(said).toMatch(/Would deploy to staging: platform, .*orders.*, audit, web, synthetic\.$/);
  expect(code).toBe(0);
});

test("keeps what is on a stage in the stage, more than a page and 4 KB of it", async () => {
  const publishes = Object.fromEntries(
    Array.from({ length: 150 }, (_, n) => [`sourdough.orders/SomethingHappened${n}.v1`, 1]),
  );
  for (let n = 0; n < 11; n++) await records.write(`slice-${n}`, { ...deployment(head), publishes });

  const recorded = await records.read();
  expect(Object.keys(recorded)).toHaveLength(11);
  expect(recorded["slice-7"]).toEqual({ ...deployment(head), publishes });
});

test("each slice is compared with its own commit; one that this clone does not have counts as changed", async () => {
  for (const slice of ["platform", "inventory", "notifications", "payments", "audit", "web", "synthetic"])
    await records.write(slice, deployment(head));
  await records.write("orders", deployment("0".repeat(40)));

  const { said } = await dryRun(["orders"]);
  expect(said).toMatch(/^orders +deploy +000000000000 +this clone does not have 000000000000/m);
  expect(said).toMatch(/^platform +- +[0-9a-f]{12}/m);
  // For can-i-deploy, which asks nobody.
  expect((await readStage(root, "staging")).orders?.commit).toBe("0".repeat(40));
});

test("names what it cannot do", async () => {
  await expect(dryRun(["bakery"])).rejects.toThrow('"bakery" is no slice: name one of platform, ');
  await expect(runDeploy({ root, stage: "ann", only: ["orders"], dryRun: true })).rejects.toThrow(
    'Stage "ann" is a personal one and deployed whole: leave out --slice',
  );
  const Name = "/sourdough/staging/deployed/orders";
  await ssm.send(new PutParameterCommand({ Name, Value: "yesterday", Overwrite: true }));
  await expect(dryRun()).rejects.toThrow(`${Name} is no record of a deployment: delete the parameter`);
  const nowhere = new SSMClient({
    endpoint: "http://127.0.0.1:9",
    region: "eu-west-1",
    maxAttempts: 1,
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
  });
  await expect(stageRecords("staging", nowhere).read()).rejects.toThrow("What is on staging cannot be read");
});

const command = (...args: string[]) =>
  new Promise<{ code: number; said: string }>((resolve) => {
    execFile(process.execPath, [join(root, "tools/deploy.ts"), ...args], (error, stdout, stderr) =>
      resolve({ code: Number(error?.code ?? 0), said: stdout + stderr }),
    );
  });

test.each([
  [["--help"], 0, "npm run deploy -- --stage <stage> [options]"],
  [[], 2, "--stage is missing"],
  [["--stage", "../prod"], 2, '--stage "../prod" is no name of a stage'],
  [["--stage", "prod", "--fast"], 2, "Unknown option '--fast'"],
  [["prod"], 2, "Unexpected argument 'prod'"],
])("the command with %j ends with %i", async (args, code, says) => {
  const result = await command(...args);

  expect(result.said).toContain(says);
  expect(result.code).toBe(code);
});
