import { setImmediate as turn } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import { provision } from "../../testing/provision.ts";
import { createLives } from "../../testing/restart.ts";
import { standIn } from "../../testing/stand-in.ts";
import { createCodeDeployEmulator } from "./emulator.ts";

const MINUTE = 60_000;
const root = { principal: { kind: "root" }, causes: [] } as const;

/** CodeDeploy in the next life, which shifts the alias `live`: percent of its traffic by version. */
const setUp = () => {
  const next = createLives();
  let live: Record<string, number> = { 1: 100 };
  let alarmState = "OK";
  const start = async (groups: readonly string[] = ["bake"]) => {
    const cloud = await next();
    cloud.add(
      standIn("lambda", {
        GetAlias: () => ({ FunctionVersion: Object.keys(live)[0] }),
        UpdateAlias({ FunctionVersion, RoutingConfig }) {
          const shares = Object.entries<number>(RoutingConfig.AdditionalVersionWeights ?? {});
          live = { [FunctionVersion]: 100 };
          for (const [version, share] of shares)
            live = { [FunctionVersion]: 100 - share * 100, [version]: share * 100 };
          return {};
        },
      }),
    );
    cloud.offer("alarms", { all: () => [], find: () => ({ state: { value: alarmState } }) as never });
    const emulator = createCodeDeployEmulator(cloud);
    cloud.add(emulator);
    onTestFinished(() => emulator.stop?.());
    await provision(cloud, emulator, "aws:codedeploy/application:Application", "Shop", {
      name: "shop",
      computePlatform: "Lambda",
    });
    for (const deploymentGroupName of groups)
      await provision(
        cloud,
        emulator,
        "aws:codedeploy/deploymentGroup:DeploymentGroup",
        deploymentGroupName,
        {
          appName: "shop",
          deploymentGroupName,
          serviceRoleArn: "arn:aws:iam::000000000000:role/shifting",
          deploymentConfigName: "CodeDeployDefault.LambdaCanary10Percent5Minutes",
          deploymentStyle: { deploymentOption: "WITH_TRAFFIC_CONTROL", deploymentType: "BLUE_GREEN" },
          autoRollbackConfiguration: { enabled: true, events: ["DEPLOYMENT_STOP_ON_ALARM"] },
          alarmConfiguration: { enabled: true, alarms: ["burnt"] },
        },
      );
    emulator.restore?.();
    await emulator.start?.();
    const call = (operation: string, input: object) =>
      cloud.dispatch("codedeploy", operation, input, root) as Promise<{
        deploymentId: string;
        deploymentInfo: { status: string };
      }>;
    const status = async (deploymentId: string) =>
      (await call("GetDeployment", { deploymentId })).deploymentInfo.status;
    const deploy = async () => {
      const content = JSON.stringify({
        version: 0,
        Resources: [
          {
            fn: {
              Type: "AWS::Lambda::Function",
              Properties: { Name: "bake", Alias: "live", CurrentVersion: "1", TargetVersion: "2" },
            },
          },
        ],
      });
      const { deploymentId } = await call("CreateDeployment", {
        applicationName: "shop",
        deploymentGroupName: "bake",
        revision: { revisionType: "AppSpecContent", appSpecContent: { content } },
      });
      await expect.poll(() => live[2]).toBe(10);
      return deploymentId;
    };
    /** Moves the clock, and lets the deployment go on. */
    const pass = async (ms: number) => {
      for (let left = ms; left > 0; left -= 5_000) {
        cloud.clock.advance(5_000);
        await turn();
      }
    };
    return { cloud, emulator, deploy, status, pass };
  };
  return {
    start,
    live: () => live,
    alarm: (state: string) => {
      alarmState = state;
    },
  };
};

test("a deployment that was under way goes on in its step, and ends when it would have", async () => {
  const { start, live } = setUp();
  const before = await start();
  const id = await before.deploy();
  await before.pass(4 * MINUTE);

  const after = await start();
  expect([await after.status(id), live()]).toEqual(["InProgress", { 1: 90, 2: 10 }]);
  await after.pass(MINUTE + 5_000);
  await expect.poll(() => after.status(id)).toBe("Succeeded");
  expect(live()).toEqual({ 2: 100 });
  expect(await (await start()).status(id)).toBe("Succeeded");
});

test("an alarm takes back what was under way before the restart", async () => {
  const { start, live, alarm } = setUp();
  const id = await (await start()).deploy();
  alarm("ALARM");
  const after = await start();
  await expect.poll(() => after.status(id)).toBe("Stopped");
  await expect.poll(live).toEqual({ 1: 100 });
});

test("one of a group that the config has no longer is dropped, and said", async () => {
  const { start } = setUp();
  await (await start()).deploy();
  const { cloud } = await start([]);
  expect(cloud.state.dropped).toEqual([
    expect.stringMatching(/codedeploy\/deployments: the config has no deployment group bake$/),
  ]);
});
