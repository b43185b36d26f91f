import { GetProvisionedConcurrencyConfigCommand, InvokeCommand } from "@aws-sdk/client-lambda";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { provision } from "../../testing/provision.ts";
import { type Deployment, deploy } from "../lambda/fixtures/deploy.ts";
import { eventually } from "../lambda/fixtures/eventually.ts";
import { createAutoScalingEmulator } from "./emulator.ts";
import { actionProperties, targetProperties } from "./resources.ts";

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const scaled = {
  serviceNamespace: "lambda",
  scalableDimension: "lambda:function:ProvisionedConcurrency",
  resourceId: "function:count:live",
};
const action = { ...scaled, schedule: "rate(1 day)", scalableTargetAction: { minCapacity: 1 } };

let lambda: Deployment;
let scaling: ReturnType<typeof createAutoScalingEmulator>;
beforeAll(async () => {
  lambda = await deploy({ watch: false });
  await lambda.add("count", { publish: true });
  await lambda.provision("aws:lambda/alias:Alias", "CountLive", {
    name: "live",
    functionName: "count",
    functionVersion: "1",
  });
  scaling = createAutoScalingEmulator(lambda.cloud);
  const declare = (type: string, name: string, inputs: Record<string, unknown>) =>
    provision(lambda.cloud, scaling, `aws:appautoscaling/${type}`, name, { ...scaled, ...inputs });
  await declare("target:Target", "Warm", { minCapacity: 0, maxCapacity: 0 });
  for (const [name, schedule, capacity] of [
    ["Opens", "cron(30 5 * * ? *)", 1],
    ["Rests", "cron(0 10 * * ? *)", 0],
  ] as const)
    await declare("scheduledAction:ScheduledAction", name, {
      schedule,
      timezone: "Europe/Berlin",
      scalableTargetAction: { minCapacity: capacity, maxCapacity: capacity },
    });
  await lambda.emulator.start?.();
  await scaling.start?.();
});
afterAll(async () => {
  await scaling.stop?.();
  await lambda.stop();
});

const status = () =>
  lambda.client
    .send(new GetProvisionedConcurrencyConfigCommand({ FunctionName: "count", Qualifier: "live" }))
    .then(
      ({ Status }) => Status,
      (error: Error) => error.name,
    );
const moveTo = (hour: number, minute: number) => {
  const wall = new Intl.DateTimeFormat("en-GB", {
    timeZone: "Europe/Berlin",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  });
  do lambda.cloud.clock.advance(60_000);
  while (
    wall.format(lambda.cloud.clock.now()) !==
    `${String(hour).padStart(2, "0")}:${String(minute).padStart(2, "0")}`
  );
};

test("keeps an environment ready in the morning, whose first invocation is no cold start", async () => {
  moveTo(5, 29);
  expect(await status()).toBe("ProvisionedConcurrencyConfigNotFoundException");
  moveTo(5, 31);
  await eventually(status).toBe("READY");
  const { LogResult } = await lambda.client.send(
    new InvokeCommand({ FunctionName: "count", Qualifier: "live", LogType: "Tail" }),
  );
  const log = Buffer.from(LogResult!, "base64").toString();
  expect(log).toContain("REPORT");
  expect(log).not.toContain("Init Duration");
  moveTo(10, 1);
  expect(await status()).toBe("ProvisionedConcurrencyConfigNotFoundException");
});

test.each([
  ["another service", { ...action, serviceNamespace: "dynamodb" }, "scales the provisioned concurrency"],
  ["the unpublished code", { ...action, resourceId: "function:count:$LATEST" }, "names an alias or version"],
  ["no capacity", { ...action, scalableTargetAction: {} }, "neither minCapacity nor maxCapacity"],
  ["no schedule", { ...action, schedule: "cron(at dawn)" }, "is neither at(yyyy-mm-ddThh:mm:ss)"],
  ["no time zone", { ...action, timezone: "Europe/Bread" }, "is no time zone"],
  ["a capacity below none", { ...action, scalableTargetAction: { minCapacity: -1 } }, "expected number"],
  [
    "more at least than at most",
    { ...action, scalableTargetAction: { minCapacity: 2, maxCapacity: 1 } },
    "cannot be more than maxCapacity",
  ],
])("refuses an action with %s", (_, inputs, said) => {
  const { error } = actionProperties.safeParse(inputs);
  expect(error?.message).toContain(said);
});

test("refuses a target with more at least than at most", () => {
  const { error } = targetProperties.safeParse({ ...scaled, minCapacity: 2, maxCapacity: 1 });
  expect(error?.message).toContain("cannot be more than maxCapacity");
});

test("says which action scales what is no target", async () => {
  const alone = createAutoScalingEmulator(lambda.cloud);
  await provision(lambda.cloud, alone, "aws:appautoscaling/scheduledAction:ScheduledAction", "Odd", action);
  expect(() => alone.start?.()).toThrow("Odd scales function:count:live, which is no target");
});
