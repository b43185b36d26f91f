import { mkdir, mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createCloudWatchEmulator } from "../emulators/cloudwatch/emulator.ts";
import { createTestCloud, type TestCloud } from "../testing/fake-cloud.ts";
import { provision } from "../testing/provision.ts";
import { createAlarmDetails } from "./alarm-detail.ts";

const MINUTE = 60_000;
let cloud: TestCloud;
let emulator: ReturnType<typeof createCloudWatchEmulator>;
let root: string;

const alarm = (name: string, alarmDescription: string, more: object = {}) =>
  provision(cloud, emulator, "aws:cloudwatch/metricAlarm:MetricAlarm", name, {
    name,
    alarmDescription,
    evaluationPeriods: 1,
    threshold: 10,
    comparisonOperator: "GreaterThanThreshold",
    ...more,
  });
const late = {
  namespace: "Bakery",
  metricName: "Late",
  dimensions: { Store: "1" },
  statistic: "Sum",
  period: 60,
};

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "alarms-"));
  await mkdir(join(root, "docs"));
  await writeFile(join(root, "docs/late.md"), "# Loaves are late");
  cloud = createTestCloud();
  cloud.clock.advance(MINUTE - (cloud.clock.now() % MINUTE));
  emulator = createCloudWatchEmulator(cloud);
  cloud.add(emulator);
  await alarm("late", "Late. https://example.com/bakery/blob/main/docs/late.md", late);
});
afterEach(() => cloud.clock.stop());

const count = (value: number) =>
  cloud.metrics.series("Bakery", "Late", { Store: "1" }, "Count")?.add(cloud.metrics.minute(), value);

test("an alarm has the values it looked at, and the runbook its description links to", () => {
  count(3);
  cloud.clock.advance(MINUTE);
  count(12);

  const { watched, runbook } = createAlarmDetails(cloud, root)("late");

  expect(watched).toMatchObject({ period: 60, threshold: 10 });
  expect(watched?.points.map(([, value]) => value)).toEqual([3, 12]);
  expect(runbook).toEqual({ path: "docs/late.md", markdown: "# Loaves are late" });
});

test("one on metric math has the values of its expression", async () => {
  const { namespace, metricName, dimensions } = late;
  const metric = { namespace, metricName, dimensions, period: 60, stat: "Sum" };
  await alarm("twice", "Twice.", {
    metricQueries: [
      { id: "twice", expression: "late * 2", returnData: true },
      { id: "late", metric },
    ],
  });
  count(3);

  expect(createAlarmDetails(cloud, root)("twice").watched?.points.map(([, value]) => value)).toEqual([6]);
});

test.each([
  "https://example.com/bakery/blob/main/docs/gone.md",
  "https://example.com/bakery/blob/main/../../etc/passwd.md",
  "https://example.com/late.md",
])("a link to no file of the app is a link alone: %s", async (link) => {
  await alarm("other", `Other. ${link}`, late);

  expect(createAlarmDetails(cloud, root)("other")).toMatchObject({ link, runbook: undefined });
});

test("there is nothing to see of an alarm that is not there", () => {
  expect(() => createAlarmDetails(cloud, root)("nobody")).toThrow("There is no alarm nobody.");
});
