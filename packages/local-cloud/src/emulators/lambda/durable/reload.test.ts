import { mkdtempSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { type Deployment, deploy } from "../fixtures/deploy.ts";
import { executionsOf } from "./durable.fixture.ts";

const modules = join(import.meta.dirname, "../../../../../../node_modules");
const folder = mkdtempSync(join(tmpdir(), "reload-"));
symlinkSync(modules, join(folder, "node_modules"));

const write = (said: string, steps: readonly string[]) =>
  writeFileSync(
    join(folder, "main.ts"),
    `import { withDurableExecution } from "@aws/durable-execution-sdk-js";
     export const handler = withDurableExecution(async (_: unknown, context) => {
       const said: string[] = [];
       ${steps
         .map(
           (step) => `said.push(await context.step("${step}", async () => "${step} ${said}"));
           await context.wait("after ${step}", { minutes: 1 });`,
         )
         .join("\n")}
       return said;
     });`,
  );

let lambda: Deployment | undefined;
afterAll(() => lambda?.stop());

test("an execution goes on with the code that it began with, whatever was saved meanwhile", async () => {
  write("old", ["knead", "bake"]);
  lambda = await deploy();
  await lambda.add("baker", {
    root: folder,
    handler: "main.handler",
    publish: true,
    timeout: 60,
    durableConfig: { executionTimeout: 3600 },
  });
  await lambda.emulator.start?.();
  const { start, history, until, ended } = executionsOf(lambda);
  const firstStep = async (arn: string) => {
    await until(arn, "InvocationCompleted");
    const events = await history(arn);
    return events.find(({ StepSucceededDetails }) => StepSucceededDetails)?.StepSucceededDetails?.Result
      ?.Payload;
  };

  const old = await start("baker", {});
  expect(await firstStep(old)).toBe('"knead old"');
  write("new", ["knead", "rise", "bake", "cool"]);
  let fresh = "";
  await expect
    .poll(
      async () => {
        fresh = await start("baker", {});
        return firstStep(fresh);
      },
      { timeout: 30_000, interval: 100 },
    )
    .toBe('"knead new"');

  for (let invocations = 1; invocations <= 4; invocations++) {
    await until(fresh, "InvocationCompleted", invocations);
    await until(old, "InvocationCompleted", Math.min(invocations, 3));
    lambda.cloud.clock.advance(60_000);
  }
  expect(JSON.parse((await ended(old)).Result!)).toEqual(["knead old", "bake old"]);
  expect(JSON.parse((await ended(fresh)).Result!)).toEqual(["knead new", "rise new", "bake new", "cool new"]);
  const kept = () =>
    readdirSync(join(lambda!.cloud.localFolder, "bundles")).filter((name) => name.includes("@"));
  expect(kept()).toEqual([]);
});
