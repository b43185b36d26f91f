import {
  CloudWatchClient,
  DeleteAlarmsCommand,
  DeleteDashboardsCommand,
  DescribeAlarmHistoryCommand,
  DescribeAlarmsCommand,
  DescribeAlarmsForMetricCommand,
  DisableAlarmActionsCommand,
  GetDashboardCommand,
  GetMetricDataCommand,
  GetMetricStatisticsCommand,
  ListDashboardsCommand,
  ListMetricsCommand,
  PutCompositeAlarmCommand,
  PutDashboardCommand,
  PutMetricAlarmCommand,
  type PutMetricAlarmCommandInput,
  PutMetricDataCommand,
  SetAlarmStateCommand,
  type StateValue,
} from "@aws-sdk/client-cloudwatch";
import { SmithyRpcV2CborProtocol } from "@smithy/core/cbor";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { startTestGateway } from "../../testing/fake-cloud.ts";
import { standIn } from "../../testing/stand-in.ts";
import { createCloudWatchEmulator } from "./emulator.ts";

const MINUTE = 60_000;
let local: Awaited<ReturnType<typeof startTestGateway>>;
let emulator: ReturnType<typeof createCloudWatchEmulator>;

beforeEach(async () => {
  local = await startTestGateway();
  const { clock } = local.cloud;
  // Away from the end of a minute, which the test itself must not cross.
  clock.advance(MINUTE - (clock.now() % MINUTE) + 1000);
  emulator = createCloudWatchEmulator(local.cloud);
  local.cloud.add(emulator);
  await emulator.start?.();
});
afterEach(async () => {
  await emulator.stop?.();
  await local.stop();
});

const connect = (protocol: object = {}) =>
  new CloudWatchClient({
    region: "eu-west-1",
    endpoint: local.gateway.endpoint,
    credentials: { accessKeyId: "any", secretAccessKey: "any" },
    maxAttempts: 1,
    ...protocol,
  });
const alarm = (more: Partial<PutMetricAlarmCommandInput> = {}): PutMetricAlarmCommandInput => ({
  AlarmName: "late",
  Namespace: "Bakery",
  MetricName: "Minutes",
  Dimensions: [{ Name: "Store", Value: "1" }],
  Statistic: "Maximum",
  Period: 60,
  EvaluationPeriods: 1,
  Threshold: 10,
  ComparisonOperator: "GreaterThanThreshold",
  TreatMissingData: "notBreaching",
  ...more,
});
const minutes = (...Values: number[]) =>
  new PutMetricDataCommand({
    Namespace: "Bakery",
    MetricData: [
      { MetricName: "Minutes", Dimensions: [{ Name: "Store", Value: "1" }], Values, Unit: "Count" },
    ],
  });
const now = () => new Date(local.cloud.clock.now());
const ago = (ms: number) => new Date(local.cloud.clock.now() - ms);

describe.each([
  // It knows some errors by the names that the query protocol gave them.
  ["JSON 1.0", {}, "ResourceNotFound"],
  [
    "CBOR",
    {
      protocol: SmithyRpcV2CborProtocol,
      protocolSettings: {
        defaultNamespace: "com.amazonaws.cloudwatch",
        serviceTarget: "GraniteServiceVersion20100801",
      },
    },
    "DashboardNotFoundError",
  ],
])("%s", (_, protocol, missingDashboard) => {
  test("values that were put are read as statistics, data and names", async () => {
    const client = connect(protocol);
    await client.send(minutes(1, 2, 3, 100));
    const range = { StartTime: ago(5 * MINUTE), EndTime: now(), Period: 60 };
    const metric = {
      Namespace: "Bakery",
      MetricName: "Minutes",
      Dimensions: [{ Name: "Store", Value: "1" }],
    };
    const { Datapoints = [] } = await client.send(
      new GetMetricStatisticsCommand({
        ...range,
        ...metric,
        Statistics: ["Sum", "Average", "Minimum", "Maximum", "SampleCount"],
        ExtendedStatistics: ["p50"],
      }),
    );
    expect(Datapoints).toMatchObject([
      { Sum: 106, Average: 26.5, Minimum: 1, Maximum: 100, SampleCount: 4, Unit: "Count" },
    ]);
    expect(Datapoints[0]!.ExtendedStatistics?.p50).toBeCloseTo(2, 1);
    expect(Datapoints[0]!.Timestamp).toEqual(new Date(Math.floor(now().getTime() / MINUTE) * MINUTE));
    const { MetricDataResults } = await client.send(
      new GetMetricDataCommand({
        StartTime: range.StartTime,
        EndTime: range.EndTime,
        MetricDataQueries: [
          { Id: "double", Expression: "2 * m1", Label: "Twice" },
          { Id: "m1", MetricStat: { Metric: metric, Period: 60, Stat: "Sum" }, ReturnData: false },
        ],
      }),
    );
    expect(MetricDataResults).toMatchObject([
      { Id: "double", Label: "Twice", Values: [212], StatusCode: "Complete" },
    ]);
    const { Metrics } = await client.send(new ListMetricsCommand({ Namespace: "Bakery" }));
    expect(Metrics).toEqual([metric]);
  });

  test("an alarm is put, fires, is described with its history, and goes", async () => {
    const client = connect(protocol);
    await client.send(new PutMetricAlarmCommand(alarm({ AlarmDescription: "Too late" })));
    await client.send(minutes(11));
    local.cloud.clock.advance(MINUTE);
    const { MetricAlarms = [] } = await client.send(new DescribeAlarmsCommand({ StateValue: "ALARM" }));
    expect(MetricAlarms).toMatchObject([
      {
        AlarmName: "late",
        AlarmArn: "arn:aws:cloudwatch:eu-west-1:000000000000:alarm:late",
        AlarmDescription: "Too late",
        Dimensions: [{ Name: "Store", Value: "1" }],
        Threshold: 10,
        ActionsEnabled: true,
      },
    ]);
    expect(MetricAlarms[0]!.StateReason).toContain("[11.0 (");
    const { AlarmHistoryItems = [] } = await client.send(
      new DescribeAlarmHistoryCommand({ AlarmName: "late", HistoryItemType: "StateUpdate" }),
    );
    expect(AlarmHistoryItems.map(({ HistorySummary }) => HistorySummary)).toEqual([
      "Alarm updated from INSUFFICIENT_DATA to ALARM",
    ]);
    const found = await client.send(
      new DescribeAlarmsForMetricCommand({
        Namespace: "Bakery",
        MetricName: "Minutes",
        Dimensions: [{ Name: "Store", Value: "1" }],
      }),
    );
    expect(found.MetricAlarms).toHaveLength(1);
    await client.send(new DeleteAlarmsCommand({ AlarmNames: ["late"] }));
    expect((await client.send(new DescribeAlarmsCommand({}))).MetricAlarms).toEqual([]);
  });

  test("refuses by name", async () => {
    const client = connect(protocol);
    const refused = (answer: Promise<unknown>) =>
      answer.then(
        () => "taken",
        (error: Error) => error.name,
      );
    expect(await refused(client.send(new DeleteAlarmsCommand({ AlarmNames: ["nobody"] })))).toBe(
      "ResourceNotFound",
    );
    expect(await refused(client.send(new PutMetricAlarmCommand(alarm({ DatapointsToAlarm: 3 }))))).toBe(
      "ValidationException",
    );
    expect(await refused(client.send(new GetDashboardCommand({ DashboardName: "nobody" })))).toBe(
      missingDashboard,
    );
    expect(
      await refused(client.send(new PutDashboardCommand({ DashboardName: "bakery", DashboardBody: "{}" }))),
    ).toBe("DashboardInvalidInputError");
    expect(
      await refused(
        client.send(
          new PutMetricDataCommand({ Namespace: "AWS/Bakery", MetricData: [{ MetricName: "M", Value: 1 }] }),
        ),
      ),
    ).toBe("InvalidParameterValueException");
    expect(
      await refused(
        client.send(
          new PutMetricDataCommand({
            Namespace: "Bakery",
            MetricData: [{ MetricName: "M", Value: 1, Timestamp: ago(15 * 24 * 60 * MINUTE) }],
          }),
        ),
      ),
    ).toBe("InvalidParameterValueException");
  });
});

test("takes a body that the SDK packs, as it does with large ones", async () => {
  const client = connect();
  const MetricData = Array.from({ length: 500 }, (_, index) => ({
    MetricName: "Minutes",
    Dimensions: [{ Name: "Store", Value: String(index) }],
    Value: index,
  }));
  await client.send(new PutMetricDataCommand({ Namespace: "Bakery", MetricData }));
  const first = await client.send(new ListMetricsCommand({ Namespace: "Bakery" }));
  expect(first.Metrics).toHaveLength(500);
  expect(first.NextToken).toBeUndefined();
});

test("a state that is set lasts until the next look, and tells nobody when its actions are off", async () => {
  const client = connect();
  const told: string[] = [];
  local.cloud.add(standIn("sns", { Publish: ({ Subject }) => told.push(Subject) }));
  const topic = "arn:aws:sns:eu-west-1:000000000000:alarms";
  await client.send(new PutMetricAlarmCommand(alarm({ AlarmActions: [topic] })));
  const set = (StateValue: StateValue) =>
    client.send(new SetAlarmStateCommand({ AlarmName: "late", StateValue, StateReason: "a drill" }));
  await set("ALARM");
  await set("OK");
  await client.send(new DisableAlarmActionsCommand({ AlarmNames: ["late"] }));
  await set("ALARM");
  expect(told).toEqual(['ALARM: "late" in eu-west-1']);
  const state = async () => (await client.send(new DescribeAlarmsCommand({}))).MetricAlarms?.[0];
  expect(await state()).toMatchObject({ StateValue: "ALARM", StateReason: "a drill", ActionsEnabled: false });
  local.cloud.clock.advance(MINUTE);
  expect(await state()).toMatchObject({ StateValue: "OK" });
});

test("a composite alarm needs the alarms of its rule, and keeps them from being deleted", async () => {
  const client = connect();
  const composite = new PutCompositeAlarmCommand({ AlarmName: "any", AlarmRule: "ALARM(late)" });
  await expect(client.send(composite)).rejects.toMatchObject({ name: "ValidationException" });
  await client.send(new PutMetricAlarmCommand(alarm()));
  await client.send(composite);
  await expect(client.send(new DeleteAlarmsCommand({ AlarmNames: ["late"] }))).rejects.toThrow(
    "the composite alarm any depends on it",
  );
  const children = await client.send(new DescribeAlarmsCommand({ ChildrenOfAlarmName: "any" }));
  expect(children.MetricAlarms?.map(({ AlarmName }) => AlarmName)).toEqual(["late"]);
  await expect(
    client.send(new PutCompositeAlarmCommand({ AlarmName: "any", AlarmRule: "NOT OK(any)" })),
  ).rejects.toThrow("depends on itself");
});

test("dashboards come, are listed and go", async () => {
  const client = connect();
  const DashboardBody = JSON.stringify({ widgets: [{ type: "text", properties: { markdown: "Bread" } }] });
  await client.send(new PutDashboardCommand({ DashboardName: "bakery", DashboardBody }));
  const { DashboardEntries } = await client.send(new ListDashboardsCommand({ DashboardNamePrefix: "bak" }));
  expect(DashboardEntries).toMatchObject([
    { DashboardName: "bakery", DashboardArn: "arn:aws:cloudwatch::000000000000:dashboard/bakery" },
  ]);
  expect((await client.send(new GetDashboardCommand({ DashboardName: "bakery" }))).DashboardBody).toBe(
    DashboardBody,
  );
  await client.send(new DeleteDashboardsCommand({ DashboardNames: ["bakery"] }));
  expect((await client.send(new ListDashboardsCommand({}))).DashboardEntries).toEqual([]);
});

/** As the AWS CLI's version 1 and older SDKs write it. */
const query = async (fields: Record<string, string>) => {
  const response = await fetch(local.gateway.endpoint, {
    method: "POST",
    headers: {
      authorization:
        "AWS4-HMAC-SHA256 Credential=any/20260101/eu-west-1/monitoring/aws4_request, SignedHeaders=host, Signature=0",
      "content-type": "application/x-www-form-urlencoded",
    },
    body: new URLSearchParams({ Version: "2010-08-01", ...fields }),
  });
  return { status: response.status, text: await response.text() };
};

test("speaks the query protocol", async () => {
  const put = await query({
    Action: "PutMetricData",
    Namespace: "Bakery",
    "MetricData.member.1.MetricName": "Minutes",
    "MetricData.member.1.Dimensions.member.1.Name": "Store",
    "MetricData.member.1.Dimensions.member.1.Value": "1",
    "MetricData.member.1.Value": "12.5",
  });
  expect(put.status).toBe(200);
  const read = await query({
    Action: "GetMetricStatistics",
    Namespace: "Bakery",
    MetricName: "Minutes",
    "Dimensions.member.1.Name": "Store",
    "Dimensions.member.1.Value": "1",
    StartTime: ago(MINUTE).toISOString(),
    EndTime: now().toISOString(),
    Period: "60",
    "Statistics.member.1": "Sum",
    "ExtendedStatistics.member.1": "p99",
  });
  expect(read.text).toContain("<Sum>12.5</Sum>");
  expect(read.text).toContain("<ExtendedStatistics><entry><key>p99</key><value>12.5</value></entry>");
  const refused = await query({ Action: "GetDashboard", DashboardName: "nobody" });
  expect(refused).toMatchObject({
    status: 404,
    text: expect.stringContaining("<Code>ResourceNotFound</Code>"),
  });
});
