import { setImmediate as turn } from "node:timers/promises";
import {
  CodeDeployClient,
  CreateDeploymentCommand,
  type CreateDeploymentCommandInput,
  GetDeploymentCommand,
  GetDeploymentTargetCommand,
  ListDeploymentsCommand,
  StopDeploymentCommand,
} from "@aws-sdk/client-codedeploy";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Emulator } from "../../core/cloud.ts";
import { startTestGateway } from "../../testing/fake-cloud.ts";
import { provision } from "../../testing/provision.ts";
import { standIn } from "../../testing/stand-in.ts";
import { createCodeDeployEmulator } from "./emulator.ts";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const CONFIG = "aws:codedeploy/deploymentConfig:DeploymentConfig";

let local: Awaited<ReturnType<typeof startTestGateway>>;
let emulator: Emulator;
let client: CodeDeployClient;
/** What the alias `live` means: percent of its traffic by version. */
let live: Record<string, number>;
let alarmState: string;
/** Of Lambda, which then refuses the next change of the alias. */
let refusal: Error | undefined;

beforeEach(async () => {
  local = await startTestGateway();
  const { cloud } = local;
  live = { 1: 100 };
  alarmState = "OK";
  refusal = undefined;
  cloud.add(
    standIn("lambda", {
      GetAlias: () => ({ FunctionVersion: Object.keys(live)[0] }),
      UpdateAlias({ FunctionVersion, RoutingConfig }) {
        const failure = refusal;
        refusal = undefined;
        if (failure) throw failure;
        const shares = Object.entries(RoutingConfig.AdditionalVersionWeights ?? {});
        const shifted = shares.map(([version, share]) => [version, Math.round(share * 100)] as const);
        const rest = 100 - shifted.reduce((sum, [, percent]) => sum + percent, 0);
        live = { [FunctionVersion]: rest, ...Object.fromEntries(shifted) };
        return {};
      },
    }),
  );
  const alarm = () => ({ state: { value: alarmState } });
  cloud.offer("alarms", { all: () => [], find: alarm as never });
  emulator = createCodeDeployEmulator(cloud);
  cloud.add(emulator);
  await provision(cloud, emulator, "aws:codedeploy/application:Application", "Shop", {
    name: "shop",
    computePlatform: "Lambda",
  });
  client = new CodeDeployClient({
    endpoint: local.gateway.endpoint,
    region: "eu-west-1",
    credentials: { accessKeyId: "any", secretAccessKey: "any" },
    maxAttempts: 1,
  });
});
afterEach(async () => {
  client.destroy();
  await emulator.stop?.();
  await local.stop();
});

const addGroup = (events: string[] = [], deploymentGroupName = "bake", alarms: object = {}) =>
  provision(local.cloud, emulator, "aws:codedeploy/deploymentGroup:DeploymentGroup", deploymentGroupName, {
    appName: "shop",
    deploymentGroupName,
    serviceRoleArn: "arn:aws:iam::000000000000:role/shifting",
    deploymentConfigName: "CodeDeployDefault.LambdaLinear10PercentEvery1Minute",
    deploymentStyle: { deploymentOption: "WITH_TRAFFIC_CONTROL", deploymentType: "BLUE_GREEN" },
    autoRollbackConfiguration: { enabled: events.length > 0, events },
    alarmConfiguration: { enabled: true, alarms: ["burnt"], ...alarms },
  });
const addConfig = (deploymentConfigName: string, trafficRoutingConfig: object) =>
  provision(local.cloud, emulator, CONFIG, deploymentConfigName, {
    deploymentConfigName,
    computePlatform: "Lambda",
    trafficRoutingConfig,
  });

const appSpec = (properties: object = {}, more: object = {}) =>
  JSON.stringify({
    version: 0,
    Resources: [
      {
        Bake: {
          Type: "AWS::Lambda::Function",
          Properties: { Name: "bake", Alias: "live", CurrentVersion: 1, TargetVersion: 2, ...properties },
        },
      },
    ],
    ...more,
  });
const deploy = async (changes: Partial<CreateDeploymentCommandInput> = {}, content = appSpec()) => {
  const { deploymentId } = await client.send(
    new CreateDeploymentCommand({
      applicationName: "shop",
      deploymentGroupName: "bake",
      revision: { revisionType: "AppSpecContent", appSpecContent: { content } },
      ...changes,
    }),
  );
  return deploymentId!;
};
const stop = (deploymentId: string, autoRollbackEnabled?: boolean) =>
  client.send(new StopDeploymentCommand({ deploymentId, autoRollbackEnabled }));
const read = async (deploymentId: string) =>
  (await client.send(new GetDeploymentCommand({ deploymentId }))).deploymentInfo!;
const weightOf = async (deploymentId: string) => {
  const { deploymentTarget } = await client.send(
    new GetDeploymentTargetCommand({ deploymentId, targetId: "bake:live" }),
  );
  return deploymentTarget?.lambdaTarget?.lambdaFunctionInfo?.targetVersionWeight;
};
/** Nothing here waits for anything but the clock, so after a turn all that is due is done. */
const pass = async (milliseconds: number) => {
  local.cloud.clock.advance(milliseconds);
  await turn();
};

const linear = (percentage: number, interval: number) => ({
  type: "TimeBasedLinear",
  timeBasedLinear: { percentage, interval },
});
const tens = [10, 20, 30, 40, 50, 60, 70, 80, 90, 100];

test.each<[says: string, config: string, own: object | undefined, minutes: number, steps: number[]]>([
  ["ten percent a minute", "CodeDeployDefault.LambdaLinear10PercentEvery1Minute", undefined, 1, tens],
  [
    "ten percent every ten minutes",
    "CodeDeployDefault.LambdaLinear10PercentEvery10Minutes",
    undefined,
    10,
    tens,
  ],
  ["a canary for half an hour", "CodeDeployDefault.LambdaCanary10Percent30Minutes", undefined, 30, [10, 100]],
  ["a quarter every two minutes", "quarters", linear(25, 2), 2, [25, 50, 75, 100]],
  ["what is left in the last step", "thirds", linear(30, 7), 7, [30, 60, 90, 100]],
  [
    "a canary of the config's own",
    "taste",
    { type: "TimeBasedCanary", timeBasedCanary: { percentage: 40, interval: 3 } },
    3,
    [40, 100],
  ],
  ["all at once", "now", { type: "AllAtOnce" }, 1, [100]],
])("shifts %s", async (_, deploymentConfigName, own, minutes, steps) => {
  await addGroup();
  if (own) await addConfig(deploymentConfigName, own);
  const id = await deploy({ deploymentConfigName });

  for (const percent of steps) {
    const isLast = percent === 100;
    expect(live).toEqual(isLast ? { 2: 100 } : { 1: 100 - percent, 2: percent });
    expect(await weightOf(id)).toBe(percent);
    expect(await read(id)).toMatchObject({
      deploymentConfigName,
      status: isLast ? "Succeeded" : "InProgress",
    });
    // Not before its time.
    await pass(minutes * MINUTE - 20 * SECOND);
    if (!isLast) expect(live).toEqual({ 1: 100 - percent, 2: percent });
    await pass(21 * SECOND);
  }
  expect((await read(id)).rollbackInfo).toBeUndefined();
});

test("a stop leaves the traffic where it is, and the next deployment may begin", async () => {
  await addGroup(["DEPLOYMENT_STOP_ON_ALARM"]);
  const id = await deploy();
  await pass(MINUTE + SECOND);
  expect(await stop(id)).toMatchObject({ status: "Pending" });
  await pass(60 * MINUTE);

  expect(live).toEqual({ 1: 80, 2: 20 });
  const stopped = await read(id);
  expect(stopped).toMatchObject({ status: "Stopped", errorInformation: { code: "MANUAL_STOP" } });
  expect(stopped.rollbackInfo).toBeUndefined();
  await expect(stop(id)).rejects.toMatchObject({ name: "DeploymentAlreadyCompletedException" });
  expect(await read(await deploy())).toMatchObject({ status: "InProgress" });
  expect(live).toEqual({ 1: 90, 2: 10 });
});

test.each<[why: string, events: string[], asked: boolean | undefined]>([
  ["the request asks for it", [], true],
  ["the group does", ["DEPLOYMENT_STOP_ON_REQUEST"], undefined],
])("a stop gives the traffic back where %s", async (_, events, asked) => {
  await addGroup(events);
  const id = await deploy();
  await pass(MINUTE + SECOND);
  await stop(id, asked);

  expect(live).toEqual({ 1: 100 });
  const { rollbackInfo } = await read(id);
  const back = await read(rollbackInfo!.rollbackDeploymentId!);
  expect(back).toMatchObject({
    status: "Succeeded",
    creator: "codeDeployRollback",
    rollbackInfo: { rollbackTriggeringDeploymentId: id },
  });
  await pass(60 * MINUTE);
  expect(live).toEqual({ 1: 100 });
  const { deployments } = await client.send(new ListDeploymentsCommand({ includeOnlyStatuses: ["Stopped"] }));
  expect(deployments).toEqual([id]);
});

test.each<[what: string, events: string[], then: Record<string, number>]>([
  ["gives the traffic back", ["DEPLOYMENT_STOP_ON_ALARM"], { 1: 100 }],
  ["leaves it where the group does not ask for more", [], { 1: 80, 2: 20 }],
])("an alarm in the second step stops the shift, and %s", async (_, events, then) => {
  await addGroup(events);
  const id = await deploy();
  await pass(MINUTE + SECOND);
  alarmState = "ALARM";
  await pass(6 * SECOND);

  expect(live).toEqual(then);
  expect(await read(id)).toMatchObject({
    status: "Stopped",
    errorInformation: { code: "ALARM_ACTIVE", message: expect.stringContaining("<burnt>") },
  });
  await pass(60 * MINUTE);
  expect(live).toEqual(then);
});

test.each([
  { ignorePollAlarmFailure: false, status: "Failed" },
  { ignorePollAlarmFailure: true, status: "InProgress" },
])(
  "a role that may not look at the alarms: $status when that is ignored is $ignorePollAlarmFailure",
  async (given) => {
    const { ignorePollAlarmFailure, status } = given;
    local.cloud.guard({
      missing: (principal, needed) =>
        principal.kind === "role"
          ? needed.find(({ action }) => action === "cloudwatch:DescribeAlarms")
          : undefined,
    });
    await addGroup([], "bake", { ignorePollAlarmFailure });
    const id = await deploy();
    await turn();
    const { status: reached, errorInformation } = await read(id);
    expect(reached).toBe(status);
    expect(errorInformation?.message ?? "").toMatch(
      ignorePollAlarmFailure
        ? /^$/
        : /not authorized to perform cloudwatch:DescribeAlarms on .*:alarm:burnt:/,
    );
  },
);

test("an alarm that is on already lets nothing of the new version in", async () => {
  await addGroup(["DEPLOYMENT_STOP_ON_ALARM"]);
  alarmState = "ALARM";
  const id = await deploy();

  expect(live).toEqual({ 1: 100 });
  expect(await read(id)).toMatchObject({ status: "Stopped", errorInformation: { code: "ALARM_ACTIVE" } });
});

test("a step that Lambda refuses fails the deployment, and what was shifted goes back", async () => {
  await addGroup(["DEPLOYMENT_FAILURE"]);
  const id = await deploy();
  refusal = new Error("no such version");
  await pass(MINUTE + SECOND);

  expect(live).toEqual({ 1: 100 });
  const failed = await read(id);
  expect(failed).toMatchObject({ status: "Failed", errorInformation: { message: "no such version" } });
  expect(await read(failed.rollbackInfo!.rollbackDeploymentId!)).toMatchObject({ status: "Succeeded" });
});

test("a deployment that begins elsewhere than the alias fails, and shifts nothing", async () => {
  await addGroup();
  const id = await deploy({}, appSpec({ CurrentVersion: 7 }));

  expect(live).toEqual({ 1: 100 });
  const { status, errorInformation } = await read(id);
  expect(status).toBe("Failed");
  expect(errorInformation?.message).toContain("means version 1, and CurrentVersion is 7");
});

test("a group has one deployment at a time, whatever another group does", async () => {
  await addGroup();
  await addGroup([], "knead");
  const id = await deploy();

  await expect(deploy()).rejects.toMatchObject({
    name: "DeploymentLimitExceededException",
    message: expect.stringContaining(id),
  });
  await expect(deploy({ deploymentGroupName: "knead" })).resolves.toMatch(/^d-[A-Z0-9]{9}$/);
});

test.each<[name: string, changes: Partial<CreateDeploymentCommandInput>, content?: string]>([
  ["ApplicationDoesNotExistException", { applicationName: "mill" }],
  ["DeploymentGroupDoesNotExistException", { deploymentGroupName: "fry" }],
  ["DeploymentConfigDoesNotExistException", { deploymentConfigName: "CodeDeployDefault.LambdaSlowly" }],
  ["InvalidRevisionException", {}, "version: 0.0"],
  ["InvalidRevisionException", {}, appSpec({}, { Hooks: [{ BeforeAllowTraffic: "check" }] })],
  [
    "InvalidRevisionException",
    { revision: { revisionType: "AppSpecContent", appSpecContent: { content: appSpec(), sha256: "0" } } },
  ],
])("refuses with %s", async (name, changes, content) => {
  await addGroup();

  await expect(deploy(changes, content)).rejects.toMatchObject({ name });
  expect(live).toEqual({ 1: 100 });
});

test("a configuration without its interval stops the start", async () => {
  await expect(addConfig("empty", { type: "TimeBasedLinear" })).rejects.toThrow(
    "trafficRoutingConfig says TimeBasedLinear: give it the interval and percentage",
  );
});
