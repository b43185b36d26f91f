import { expect, onTestFinished, test } from "vitest";
import type { Caller } from "../../core/cloud.ts";
import { boot, type Declared } from "../../testing/boot.ts";
import { createLives } from "../../testing/restart.ts";
import type {} from "./api.ts";
import { createCloudWatchEmulator } from "./emulator.ts";

const root: Caller = { principal: { kind: "root" }, causes: [] };
const declared = (threshold: number): Declared => [
  "aws:cloudwatch/metricAlarm:MetricAlarm",
  {
    name: "TooMany",
    comparisonOperator: "GreaterThanThreshold",
    evaluationPeriods: 1,
    metricName: "Depth",
    namespace: "App",
    period: 60,
    statistic: "Sum",
    threshold,
  },
];
const dashboard = (title: string): Declared => [
  "aws:cloudwatch/dashboard:Dashboard",
  { dashboardName: "Orders", dashboardBody: JSON.stringify({ widgets: [], title }) },
];

test("keeps states and histories of alarms, and alarms and dashboards that calls made", async () => {
  const live = createLives();
  const start = async (...resources: Declared[]) => {
    const cloud = await live();
    const emulator = await boot(cloud, createCloudWatchEmulator, resources);
    onTestFinished(() => emulator.stop?.());
    const describe = async (type: "MetricAlarms" | "CompositeAlarms" = "MetricAlarms") => {
      const AlarmTypes = ["MetricAlarm", "CompositeAlarm"] as const;
      const alarms = await cloud.call("cloudwatch", "DescribeAlarms", { AlarmTypes: [...AlarmTypes] }, root);
      return (alarms[type] ?? []).map(({ AlarmName, StateValue, StateReason, ActionsEnabled }) => ({
        AlarmName,
        StateValue,
        StateReason,
        ActionsEnabled,
      }));
    };
    const history = async () =>
      (await cloud.call("cloudwatch", "DescribeAlarmHistory", { AlarmName: "TooMany" }, root))
        .AlarmHistoryItems;
    const body = async (DashboardName: string) =>
      (await cloud.call("cloudwatch", "GetDashboard", { DashboardName }, root)).DashboardBody;
    return { cloud, describe, history, body };
  };
  const before = await start(declared(1), dashboard("config"));
  const { call } = before.cloud;
  const state = { StateValue: "ALARM", StateReason: "by hand" } as const;
  await call("cloudwatch", "SetAlarmState", { AlarmName: "TooMany", ...state }, root);
  await call("cloudwatch", "DisableAlarmActions", { AlarmNames: ["TooMany"] }, root);
  await call("cloudwatch", "PutCompositeAlarm", { AlarmName: "Any", AlarmRule: "ALARM(TooMany)" }, root);
  const DashboardBody = JSON.stringify({ widgets: [] });
  for (const DashboardName of ["Orders", "made"])
    await call("cloudwatch", "PutDashboard", { DashboardName, DashboardBody }, root);
  const [alarms, composites] = [await before.describe(), await before.describe("CompositeAlarms")];
  expect([alarms, composites]).toMatchObject([[{ StateValue: "ALARM" }], [{ StateValue: "ALARM" }]]);

  const same = await start(declared(1), dashboard("config"));
  expect([await same.describe(), await same.describe("CompositeAlarms")]).toEqual([alarms, composites]);
  expect(await same.history()).toEqual(await before.history());
  expect([await same.body("Orders"), await same.body("made")]).toEqual([DashboardBody, DashboardBody]);

  const other = await start(declared(2), dashboard("changed"));
  expect((await other.history())?.[0]).toMatchObject({ HistoryItemType: "ConfigurationUpdate" });
  expect(await other.body("Orders")).toContain("changed");
  const none = await start();
  expect([await none.describe(), await none.describe("CompositeAlarms")]).toEqual([[], []]);
  expect(none.cloud.state.dropped).toEqual([
    "composite alarm Any: it looks at TooMany, which the config has no longer",
  ]);
  await expect(none.body("Orders")).rejects.toMatchObject({ code: "DashboardNotFoundError" });
  expect(await none.body("made")).toBe(DashboardBody);
});
