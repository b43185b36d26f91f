import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import {
  CloudWatchClient,
  type CompositeAlarm,
  DescribeAlarmHistoryCommand,
  type MetricAlarm,
  paginateDescribeAlarms,
  SetAlarmStateCommand,
} from "@aws-sdk/client-cloudwatch";
import { afterAll, describe, expect, test } from "vitest";
import { evaluate, root } from "./evaluate.ts";
import { type Declared, readGraph } from "./graph.ts";

const stage = process.env.SOURDOUGH_STAGE;
const isShared = stage === "staging" || stage === "prod";
// Personal stages have no alarms; a local cloud has them, by AWS_ENDPOINT_URL.
const hasAlarms = isShared || stage === "local";
const where = stage
  ? `stage ${stage}${hasAlarms ? "" : ": only staging and prod have any"}`
  : "no stage: set SOURDOUGH_STAGE";

const cloudwatch = new CloudWatchClient({});
afterAll(() => cloudwatch.destroy());

const slices = isShared ? ["platform", ...readdirSync(join(root, "services")), "web"] : [""];
const prefix = `sourdough-${stage}-`;

/** What the config declares, by the name of the alarm. */
const declaredAlarms = async () => {
  const alarms = new Map<string, Declared>();
  for (const slice of slices) {
    const { alarms: metric, all } = readGraph(await evaluate(String(stage), slice));
    for (const alarm of [...metric, ...all("aws:cloudwatch/compositeAlarm:CompositeAlarm")])
      alarms.set(String(alarm.values.name ?? alarm.values.alarmName), alarm);
  }
  return alarms;
};
const deployedAlarms = async () => {
  const alarms = new Map<string, MetricAlarm | CompositeAlarm>();
  const pages = paginateDescribeAlarms(
    { client: cloudwatch },
    { AlarmNamePrefix: prefix, AlarmTypes: ["MetricAlarm", "CompositeAlarm"] },
  );
  for await (const { MetricAlarms = [], CompositeAlarms = [] } of pages)
    for (const alarm of [...MetricAlarms, ...CompositeAlarms]) alarms.set(String(alarm.AlarmName), alarm);
  return alarms;
};
/** The name of a topic, for an ARN has the account in it, which a graph does not know. */
const topicsOf = (actions: unknown) => [actions ?? []].flat().map((arn) => String(arn).split(":").at(-1));

describe.skipIf(!hasAlarms)(`the alarms of ${where}`, () => {
  test("each alarm of the config is there, tells its topic, and links a runbook that is", async () => {
    const [declared, deployed] = [await declaredAlarms(), await deployedAlarms()];

    expect(declared.size).toBeGreaterThan(50);
    expect([...declared.keys()].filter((name) => !deployed.has(name))).toEqual([]);
    for (const [name, { values }] of declared) {
      const { AlarmActions, OKActions, AlarmDescription = "", ActionsEnabled } = deployed.get(name)!;
      expect(topicsOf(AlarmActions), name).toEqual(topicsOf(values.alarmActions));
      expect(topicsOf(OKActions), name).toEqual(topicsOf(values.okActions));
      expect(ActionsEnabled, name).toBe(true);
      const [, runbook = ""] = /\/(docs\/runbooks\/[a-z-]+\.md)$/.exec(AlarmDescription) ?? [];
      expect(runbook && existsSync(join(root, runbook)), `${name}: ${AlarmDescription}`).toBe(true);
    }
  }, 120_000);

  test("CloudWatch can look at each of them", async () => {
    const wrong = [...(await deployedAlarms()).values()].filter(
      (alarm) => "EvaluationState" in alarm && alarm.EvaluationState === "EVALUATION_ERROR",
    );

    expect(wrong.map(({ AlarmName, StateReason }) => `${AlarmName}: ${StateReason}`)).toEqual([]);
  }, 60_000);

  test("an alarm that goes off reaches its topic", { timeout: 300_000 }, async (context) => {
    if (process.env.SOURDOUGH_ALARM !== "yes")
      return context.skip("it tells everybody who subscribed: set SOURDOUGH_ALARM=yes");
    const alarms = [...(await deployedAlarms()).values()];
    const { AlarmName, AlarmActions: [topic] = [] } = alarms.find((one) => one.AlarmActions?.length)!;
    const StateReason = "A test of the alarm: nothing is wrong.";
    const began = new Date();
    await cloudwatch.send(new SetAlarmStateCommand({ AlarmName, StateValue: "ALARM", StateReason }));
    const told = async () => {
      const { AlarmHistoryItems = [] } = await cloudwatch.send(
        new DescribeAlarmHistoryCommand({ AlarmName, HistoryItemType: "Action", StartDate: began }),
      );
      return AlarmHistoryItems.map(({ HistorySummary }) => HistorySummary);
    };
    let seen = await told();
    for (const until = Date.now() + 240_000; seen.length === 0 && Date.now() < until; seen = await told())
      await pause(5000);
    // CloudWatch gives it back its own state within a period.
    expect(seen).toContain(`Successfully executed action ${topic}`);
  });
});
