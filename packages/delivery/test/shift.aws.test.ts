import { setTimeout as sleep } from "node:timers/promises";
import { DescribeAlarmsCommand } from "@aws-sdk/client-cloudwatch";
import { GetDeploymentGroupCommand } from "@aws-sdk/client-codedeploy";
import { describe, expect, test } from "vitest";
import { createShiftClients } from "../src/shift/clients.ts";
import { functionsOf } from "../src/shift/functions.ts";
import { machinesOf } from "../src/shift/machines.ts";
import { shift } from "../src/shift/shift.ts";

// Without a deployed stage there are no versions; only prod shifts them.
const stage = process.env.SOURDOUGH_STAGE;
const slice = "orders";

describe.skipIf(stage !== "prod")(
  `the versions of ${slice} on prod (SOURDOUGH_STAGE is ${stage ?? "not set"})`,
  () => {
    const clients = createShiftClients();

    test("each function has an alias, and a deployment group that watches its alarms", async () => {
      const functions = await functionsOf(clients, { stage: "prod", slice });

      expect(functions.map(({ name }) => name)).toContain("PlaceOrder");
      for (const { application, functionName, name } of functions) {
        const { deploymentGroupInfo } = await clients.codedeploy.send(
          new GetDeploymentGroupCommand({ applicationName: application, deploymentGroupName: functionName }),
        );
        expect(deploymentGroupInfo?.alarmConfiguration?.alarms).toContainEqual({
          name: `sourdough-prod-${name}-version-errors`,
        });
      }
    }, 60_000);

    test("each state machine has an alias that says by which alarms its versions go back", async () => {
      const machines = await machinesOf(clients, { stage: "prod", slice });

      expect(machines.map(({ name }) => name)).toContain("ChangeOrder");
      for (const { name, alarms, live } of machines) {
        expect(live).toBeGreaterThanOrEqual(1);
        const { MetricAlarms = [] } = await clients.cloudwatch.send(
          new DescribeAlarmsCommand({ AlarmNames: alarms }),
        );
        expect(MetricAlarms.map(({ AlarmName }) => AlarmName)).toContain(
          `sourdough-prod-${name}-version-failures`,
        );
      }
    }, 60_000);

    test("what was published last is live in the end", async () => {
      const options = { stage: "prod", slice, clients, say: () => {}, wait: () => sleep(5000) };

      await expect(shift(options)).resolves.toBe(true);

      const functions = await functionsOf(clients, options);
      expect(functions.filter(({ live, newest }) => live !== newest)).toEqual([]);
      const machines = await machinesOf(clients, options);
      expect(machines.filter(({ live, newest }) => live !== newest)).toEqual([]);
    }, 1_200_000);
  },
);
