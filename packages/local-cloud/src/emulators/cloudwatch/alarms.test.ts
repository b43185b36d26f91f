import { afterEach, beforeEach, expect, test } from "vitest";
import { createTestCloud, type TestCloud } from "../../testing/fake-cloud.ts";
import { provision } from "../../testing/provision.ts";
import { standIn } from "../../testing/stand-in.ts";
import { createCloudWatchEmulator } from "./emulator.ts";

const MINUTE = 60_000;
const topic = "arn:aws:sns:eu-west-1:000000000000:alarms";
const errors = {
  namespace: "AWS/Lambda",
  metricName: "Errors",
  dimensions: { FunctionName: "bake" },
  statistic: "Sum",
  period: 60,
  evaluationPeriods: 1,
  threshold: 0,
  comparisonOperator: "GreaterThanThreshold",
  treatMissingData: "notBreaching",
  alarmActions: [topic],
  okActions: [topic],
};
const METRIC_ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm";

let cloud: TestCloud;
let emulator: ReturnType<typeof createCloudWatchEmulator>;
const sent: { subject: string; message: Record<string, unknown>; mail: string }[] = [];

const declare = (name: string, inputs: object, type = METRIC_ALARM) =>
  provision(cloud, emulator, type, name, inputs as Record<string, unknown>);
const fail = () => {
  const hop = cloud.journal.record({
    service: "lambda",
    action: "Run",
    resource: "arn:aws:lambda:eu-west-1:000000000000:function:bake",
  });
  cloud.journal.finish(hop, { error: new Error("burnt") });
};
/** A little more than a minute, so that whatever the time is now, one ends. */
const pass = (minutes = 1) => {
  for (let minute = 0; minute < minutes; minute++) cloud.clock.advance(MINUTE);
};
const changes = () =>
  cloud.journal
    .hops(({ action }) => action === "ChangeState")
    .map(({ input }) => input as { alarm: string; from: string; to: string; reason: string });
const steps = () => changes().map(({ alarm, to }) => `${alarm} ${to}`);

beforeEach(() => {
  cloud = createTestCloud();
  // Away from the end of a minute, which the test itself must not cross.
  cloud.clock.advance(MINUTE - (cloud.clock.now() % MINUTE) + 1000);
  emulator = createCloudWatchEmulator(cloud);
  cloud.add(emulator);
  sent.length = 0;
  cloud.add(
    standIn("sns", {
      Publish: ({ Subject, Message }) => {
        const bodies = JSON.parse(Message);
        sent.push({ subject: Subject, message: JSON.parse(bodies.default), mail: bodies.email });
        return { MessageId: "1" };
      },
    }),
  );
});
afterEach(async () => {
  await emulator.stop?.();
  cloud.clock.stop();
});

test("an error makes an alarm, which tells its topic, and is well again when its range has no more of it", async () => {
  await declare("Baking", { ...errors, name: "baking", alarmDescription: "Look into the oven." });
  await emulator.start?.();
  expect(steps()).toEqual([]);
  fail();
  pass();
  expect(steps()).toEqual(["baking ALARM"]);
  expect(changes()[0]!.reason).toMatch(
    /^Threshold Crossed: 1 out of the last 1 datapoint \[1\.0 \(\d\d\/\d\d\/\d\d \d\d:\d\d:00\)\] was greater than the threshold \(0\.0\) \(minimum 1 datapoint for OK -> ALARM transition\)\.$/,
  );
  pass(2);
  expect(steps()).toEqual(["baking ALARM"]);
  pass();
  expect(steps()).toEqual(["baking ALARM", "baking OK"]);
  expect(sent.map(({ subject }) => subject)).toEqual([
    'ALARM: "baking" in eu-west-1',
    'OK: "baking" in eu-west-1',
  ]);
  expect(sent[0]!.message).toMatchObject({
    AlarmName: "baking",
    AlarmDescription: "Look into the oven.",
    OldStateValue: "OK",
    NewStateValue: "ALARM",
    Trigger: {
      MetricName: "Errors",
      Dimensions: [{ name: "FunctionName", value: "bake" }],
      Statistic: "SUM",
    },
  });
});

test("a person is mailed what AWS mails: the name, what it means and where its runbook is, and what was watched", async () => {
  const description = "The oven fails. https://example.com/bakery/blob/main/docs/runbooks/oven.md";
  await declare("Baking", { ...errors, name: "baking", alarmDescription: description });
  await emulator.start?.();
  fail();
  pass();
  const reason = changes()[0]!.reason;
  const at = "[A-Z][a-z]+day \\d\\d [A-Z][a-z]+, \\d{4} \\d\\d:\\d\\d:\\d\\d UTC";
  const [first, ...lines] = sent[0]!.mail.split("\n");
  expect(first).toBe(
    `You are receiving this email because your Amazon CloudWatch Alarm "baking" in the eu-west-1 region has entered the ALARM state, because "${reason}" at "${first?.match(new RegExp(`${at}(?="\\.$)`))}".`,
  );
  expect(lines).toEqual([
    "",
    "View this alarm in the AWS Management Console:",
    "https://eu-west-1.console.aws.amazon.com/cloudwatch/deeplink.js?region=eu-west-1#alarmsV2:alarm/baking",
    "",
    "Alarm Details:",
    "- Name:                       baking",
    `- Description:                ${description}`,
    "- State Change:               OK -> ALARM",
    `- Reason for State Change:    ${reason}`,
    expect.stringMatching(new RegExp(`^- Timestamp: {18}${at}$`)),
    "- AWS Account:                000000000000",
    "- Alarm Arn:                  arn:aws:cloudwatch:eu-west-1:000000000000:alarm:baking",
    "",
    "Threshold:",
    "- The alarm is in the ALARM state when the metric is GreaterThanThreshold 0.0 for at least 1 of the last 1 period(s) of 60 seconds.",
    "",
    "Monitored Metric:",
    "- MetricNamespace:                     AWS/Lambda",
    "- MetricName:                          Errors",
    "- Dimensions:                          [FunctionName = bake]",
    "- Period:                              60 seconds",
    "- Statistic:                           Sum",
    "- Unit:                                not specified",
    "- TreatMissingData:                    notBreaching",
    "",
    "State Change Actions:",
    `- OK: [${topic}]`,
    `- ALARM: [${topic}]`,
    "- INSUFFICIENT_DATA:",
    "",
  ]);
});

test("a clock moved by a day has the same states as one that went by, and few looks", async () => {
  await declare("Baking", { ...errors, name: "baking" });
  await emulator.start?.();
  fail();
  const begun = performance.now();
  cloud.clock.advance(24 * 60 * MINUTE);
  expect(performance.now() - begun).toBeLessThan(1000);
  expect(steps()).toEqual(["baking ALARM", "baking OK"]);
});

test("an invocation that succeeds ends the alarm at once", async () => {
  await declare("Baking", { ...errors, name: "baking" });
  await emulator.start?.();
  fail();
  pass();
  const hop = cloud.journal.record({
    service: "lambda",
    action: "Run",
    resource: "arn:aws:lambda:eu-west-1:000000000000:function:bake",
  });
  cloud.journal.finish(hop, {});
  pass();
  expect(steps()).toEqual(["baking ALARM", "baking OK"]);
});

test("alarms on an expression look at several metrics", async () => {
  const metric = (id: string, metricName: string) => ({
    id,
    metric: { namespace: "AWS/Lambda", metricName, dimensions: errors.dimensions, period: 60, stat: "Sum" },
  });
  await declare("Share", {
    name: "share",
    comparisonOperator: "GreaterThanThreshold",
    threshold: 10,
    evaluationPeriods: 1,
    treatMissingData: "notBreaching",
    metricQueries: [
      { id: "share", expression: "100 * failed / all", returnData: true },
      metric("failed", "Errors"),
      metric("all", "Invocations"),
    ],
  });
  await emulator.start?.();
  fail();
  pass();
  expect(steps()).toEqual(["share ALARM"]);
});

test("a composite alarm follows those it looks at", async () => {
  await declare("A", { ...errors, name: "a", alarmActions: [] });
  await declare("B", { ...errors, name: "b", dimensions: { FunctionName: "cool" }, alarmActions: [] });
  await declare(
    "Both",
    { alarmName: "either", alarmRule: 'ALARM("a") OR ALARM(b)', alarmActions: [topic] },
    "aws:cloudwatch/compositeAlarm:CompositeAlarm",
  );
  await emulator.start?.();
  fail();
  pass();
  expect(steps()).toEqual(["a ALARM", "either ALARM"]);
  expect(sent.map(({ subject }) => subject)).toEqual(['ALARM: "either" in eu-west-1']);
  pass(3);
  expect(steps()).toEqual(["a ALARM", "either ALARM", "a OK", "either OK"]);
});

test("tells the default event bus", async () => {
  const events: unknown[] = [];
  cloud.onPublish((event) => events.push(event));
  await declare("Baking", { ...errors, name: "baking" });
  await emulator.start?.();
  fail();
  pass();
  expect(events).toMatchObject([
    {
      source: "aws.cloudwatch",
      detailType: "CloudWatch Alarm State Change",
      resources: ["arn:aws:cloudwatch:eu-west-1:000000000000:alarm:baking"],
      detail: { alarmName: "baking", state: { value: "ALARM" }, previousState: { value: "OK" } },
    },
  ]);
});

test.each([
  [
    "an action that is no topic",
    { alarmActions: ["arn:aws:automate:eu-west-1:ec2:stop"] },
    /notify SNS topics and functions/,
  ],
  ["a period below a minute", { period: 10 }, /one aggregate a minute/],
  ["more data points than periods", { datapointsToAlarm: 2 }, /DatapointsToAlarm must be less/],
  [
    "a treatment of missing data that is none",
    { treatMissingData: "ignored" },
    /TreatMissingData must be one of/,
  ],
  ["a statistic that is none", { statistic: "Median" }, /Sum/],
  ["both statistics", { extendedStatistic: "p99" }, /Exactly one of Statistic/],
])("refuses %s", async (_, wrong, message) => {
  await expect(declare("Baking", { ...errors, name: "baking", ...wrong })).rejects.toThrow(message);
});

test.each([
  ["SEARCH('x', 'Sum')", /has no SEARCH in metric math; it has ABS, /],
  ["failed + gone", /names gone, which is no id/],
  ["failed +", /where a metric, a number or a function should be/],
  ["share * 2", /in a circle/],
])("refuses the expression %s", async (expression, message) => {
  const inputs = {
    name: "share",
    comparisonOperator: "GreaterThanThreshold",
    threshold: 1,
    evaluationPeriods: 1,
    metricQueries: [
      { id: "share", expression, returnData: true },
      { id: "failed", metric: { namespace: "N", metricName: "M", period: 60, stat: "Sum" } },
    ],
  };
  await expect(declare("Share", inputs)).rejects.toThrow(message);
});
