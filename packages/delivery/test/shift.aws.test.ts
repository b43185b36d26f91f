import { readdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { DescribeAlarmsCommand } from "@aws-sdk/client-cloudwatch";
import {
  GetDeploymentCommand,
  GetDeploymentGroupCommand,
  GetDeploymentTargetCommand,
  ListDeploymentsCommand,
} from "@aws-sdk/client-codedeploy";
import { GetAliasCommand, paginateListAliases, paginateListFunctions } from "@aws-sdk/client-lambda";
import { afterAll, describe, expect, test } from "vitest";
import { createShiftClients } from "../src/shift/clients.ts";
import { functionsOf, type ShiftedFunction } from "../src/shift/functions.ts";
import { machinesOf, type ShiftedMachine } from "../src/shift/machines.ts";
import { shift } from "../src/shift/shift.ts";

// Without a deployed stage there are no versions. Only prod shifts them, and a local cloud with CANARY=prod.
const stage = process.env.SOURDOUGH_STAGE ?? "";
const slices =
  stage === "prod"
    ? ["platform", ...readdirSync(join(import.meta.dirname, "../../../services")), "web"]
    : stage === "local"
      ? ["all"]
      : [];
const isShifting = slices.length > 0;
const where = isShifting
  ? stage
  : `${stage || "no stage"}: set SOURDOUGH_STAGE=prod, which alone shifts them`;

describe.skipIf(!isShifting)(`the versions of ${where}`, () => {
  const clients = createShiftClients({
    endpoint: process.env.AWS_ENDPOINT_URL,
    region: process.env.AWS_REGION,
  });
  afterAll(() => {
    clients.codedeploy.destroy();
    clients.lambda.destroy();
    clients.cloudwatch.destroy();
    clients.sfn.destroy();
  });
  const shifted = async (): Promise<ShiftedFunction[]> =>
    (await Promise.all(slices.map((slice) => functionsOf(clients, { stage, slice })))).flat();

  const shiftedMachines = async (): Promise<ShiftedMachine[]> =>
    (await Promise.all(slices.map((slice) => machinesOf(clients, { stage, slice })))).flat();

  test("each function has an alias, and a deployment group that watches its alarms and gives back", async () => {
    const functions = await shifted();

    expect(functions.map(({ name }) => name)).toContain("PlaceOrder");
    for (const { application, functionName, name } of functions) {
      const { deploymentGroupInfo: group } = await clients.codedeploy.send(
        new GetDeploymentGroupCommand({ applicationName: application, deploymentGroupName: functionName }),
      );
      expect(group?.alarmConfiguration?.alarms, name).toContainEqual({
        name: `sourdough-${stage}-${name}-version-errors`,
      });
      expect(group?.autoRollbackConfiguration, name).toMatchObject({
        enabled: true,
        events: expect.arrayContaining(["DEPLOYMENT_FAILURE", "DEPLOYMENT_STOP_ON_ALARM"]),
      });
    }
  }, 120_000);

  test("each state machine has an alias that says by which alarms its versions go back", async () => {
    const machines = await shiftedMachines();

    expect(machines.map(({ name }) => name)).toContain("ChangeOrder");
    for (const { name, alarms, live } of machines) {
      expect(live).toBeGreaterThanOrEqual(1);
      const { MetricAlarms = [] } = await clients.cloudwatch.send(
        new DescribeAlarmsCommand({ AlarmNames: alarms }),
      );
      expect(MetricAlarms.map(({ AlarmName }) => AlarmName)).toContain(
        `sourdough-${stage}-${name}-version-failures`,
      );
    }
  }, 120_000);

  test("no function with the alias live is without a group, which would hand over all at once", async () => {
    const grouped = new Set((await shifted()).map(({ functionName }) => functionName));
    const ungrouped: string[] = [];
    for await (const { Functions = [] } of paginateListFunctions({ client: clients.lambda }, {}))
      for (const { FunctionName = "" } of Functions) {
        if (!new RegExp(`^sourdough(-[a-z]+)?-${stage}-`).test(FunctionName) || grouped.has(FunctionName))
          continue;
        for await (const { Aliases = [] } of paginateListAliases(
          { client: clients.lambda },
          { FunctionName },
        ))
          if (Aliases.some(({ Name }) => Name === "live")) ungrouped.push(FunctionName);
      }

    expect(grouped.size).toBeGreaterThan(10);
    expect(ungrouped).toEqual([]);
  }, 120_000);

  test("what was published last is live in the end", async () => {
    for (const slice of slices) {
      const options = { stage, slice, clients, say: () => {}, wait: () => sleep(5000) };
      await expect(shift(options)).resolves.toBe(true);
    }

    const all = [...(await shifted()), ...(await shiftedMachines())];
    expect(all.filter(({ live, newest }) => live !== newest)).toEqual([]);
  }, 1_200_000);

  test("the last shift of a function says how it ended, and the alias stands where it says", async (context) => {
    for (const { application, functionName } of await shifted()) {
      const { deployments: [deploymentId] = [] } = await clients.codedeploy.send(
        new ListDeploymentsCommand({
          applicationName: application,
          deploymentGroupName: functionName,
          includeOnlyStatuses: ["Succeeded"],
        }),
      );
      if (deploymentId === undefined) continue;
      const { deploymentInfo } = await clients.codedeploy.send(new GetDeploymentCommand({ deploymentId }));
      const { deploymentTarget } = await clients.codedeploy.send(
        new GetDeploymentTargetCommand({ deploymentId, targetId: `${functionName}:live` }),
      );
      const { FunctionVersion, RoutingConfig } = await clients.lambda.send(
        new GetAliasCommand({ FunctionName: functionName, Name: "live" }),
      );
      expect(deploymentInfo).toMatchObject({ status: "Succeeded", applicationName: application });
      expect(deploymentTarget?.lambdaTarget).toMatchObject({
        status: "Succeeded",
        lambdaFunctionInfo: {
          functionAlias: "live",
          targetVersion: FunctionVersion,
          targetVersionWeight: 100,
        },
      });
      return expect(RoutingConfig?.AdditionalVersionWeights ?? {}).toEqual({});
    }
    context.skip("nothing was shifted on this stage yet: deploy a change of a function");
  }, 120_000);
});
