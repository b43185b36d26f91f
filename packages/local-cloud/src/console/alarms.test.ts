import { afterEach, beforeEach, expect, test } from "vitest";
import { createCloudWatchEmulator } from "../emulators/cloudwatch/emulator.ts";
import { createTestCloud, type TestCloud } from "../testing/fake-cloud.ts";
import { provision } from "../testing/provision.ts";
import { createAlarmReader } from "./alarms.ts";
import { createDashboardReader } from "./dashboards.ts";
import { readMap } from "./map/model.ts";
import { createRedaction } from "./redaction.ts";

const MINUTE = 60_000;
let cloud: TestCloud;
let emulator: ReturnType<typeof createCloudWatchEmulator>;

beforeEach(async () => {
  cloud = createTestCloud();
  cloud.clock.advance(MINUTE - (cloud.clock.now() % MINUTE) + 1000);
  emulator = createCloudWatchEmulator(cloud);
  cloud.add(emulator);
  await provision(cloud, emulator, "aws:cloudwatch/metricAlarm:MetricAlarm", "Late", {
    name: "late",
    alarmDescription: "See docs/runbooks/late.md",
    namespace: "Bakery",
    metricName: "Minutes",
    dimensions: { Store: "1" },
    statistic: "Sum",
    period: 60,
    evaluationPeriods: 1,
    threshold: 10,
    comparisonOperator: "GreaterThanThreshold",
    treatMissingData: "notBreaching",
  });
  await emulator.start?.();
});
afterEach(async () => {
  await emulator.stop?.();
  cloud.clock.stop();
});
const put = (value: number, Store = "1") =>
  cloud.metrics.series("Bakery", "Minutes", { Store }, "Count")?.add(cloud.metrics.minute(), value);

test("shows alarms with what they look at, those that fire first, and what happened to them", () => {
  const reader = createAlarmReader(cloud, readMap(cloud.graph, cloud.services).nodes, createRedaction([]));
  put(11);
  cloud.clock.advance(MINUTE);
  expect(reader.list().alarms).toMatchObject([
    {
      name: "late",
      state: "ALARM",
      description: "See docs/runbooks/late.md",
      condition: "Sum > 10 for 1 of 1 minutes",
      watches: ["Bakery Minutes Store=1"],
    },
  ]);
  expect(reader.history("late").items.map(({ kind, summary }) => [kind, summary])).toEqual([
    ["StateUpdate", "Alarm updated from OK to ALARM"],
    ["StateUpdate", "Alarm updated from INSUFFICIENT_DATA to OK"],
    ["ConfigurationUpdate", 'Alarm "late" created'],
  ]);
  expect(() => reader.history("nobody")).toThrow("There is no alarm nobody.");
});

test("draws the widgets of a dashboard, and says why one shows nothing", async () => {
  await provision(cloud, emulator, "aws:cloudwatch/dashboard:Dashboard", "Bakery", {
    dashboardName: "bakery",
    dashboardBody: JSON.stringify({
      widgets: [
        { type: "text", width: 24, height: 1, properties: { markdown: "# Bread" } },
        {
          type: "metric",
          x: 0,
          y: 1,
          width: 12,
          height: 6,
          properties: {
            title: "Minutes",
            stat: "Sum",
            period: 60,
            metrics: [
              ["Bakery", "Minutes", "Store", "1", { id: "one" }],
              ["...", "2", { id: "two", color: "#c00", yAxis: "right" }],
              [".", ".", ".", "3", { visible: false, id: "three" }],
              [{ expression: "one + two", label: "Both" }],
            ],
            annotations: { horizontal: [{ label: "Late", value: 10 }] },
          },
        },
        { type: "alarm", properties: { alarms: ["arn:aws:cloudwatch:eu-west-1:000000000000:alarm:late"] } },
        { type: "metric", properties: { metrics: [[{ expression: "SEARCH('x', 'Sum')" }]] } },
        { type: "log", properties: {} },
      ],
    }),
  });
  put(3);
  put(4, "2");
  const reader = createDashboardReader(cloud);
  expect(reader.list()).toEqual({ dashboards: [{ name: "bakery", widgets: 5 }] });
  const at = Math.floor(cloud.clock.now() / MINUTE) * MINUTE;
  expect(reader.get("bakery", 60).widgets).toMatchObject([
    { type: "text", markdown: "# Bread", width: 24 },
    {
      title: "Minutes",
      period: 60,
      annotations: [{ label: "Late", value: 10 }],
      series: [
        { label: "1", axis: "left", points: [[at, 3]] },
        { label: "2", axis: "right", color: "#c00", points: [[at, 4]] },
        { label: "Both", points: [[at, 7]] },
      ],
    },
    { alarms: ["late"] },
    { problem: expect.stringContaining("no SEARCH in metric math") },
    { problem: "The console draws no widgets of the type log." },
  ]);
  expect(() => reader.get("nobody", 60)).toThrow("There is no dashboard nobody.");
});
