import { join } from "node:path";
import {
  CloudWatchClient,
  DescribeAlarmsCommand,
  GetMetricDataCommand,
  type MetricDataQuery,
} from "@aws-sdk/client-cloudwatch";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { SESv2Client, SendEmailCommand } from "@aws-sdk/client-sesv2";
import { DeleteMessageCommand, ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type LocalCloud, startLocalCloud } from "../src/boot/local-cloud.ts";
import type { Mailbox, MailDetail } from "../src/console/api.ts";
import { ensurePlatform } from "../src/synth/platform.ts";
import { appFolder } from "./command-line.ts";

const MINUTE = 60_000;
let cloud: LocalCloud;
let queue: string;
let client: CloudWatchClient;
let sqs: SQSClient;
let lambda: LambdaClient;
let ses: SESv2Client;

beforeAll(async () => {
  await ensurePlatform(join(import.meta.dirname, "../../.."), () => {});
  const root = appFolder(
    "alarms",
    `const told = new sst.aws.Queue("Told");
     const topic = new sst.aws.SnsTopic("Alarms");
     topic.subscribeQueue("Everything", told.arn);
     new aws.sns.TopicSubscription("Baker", { topic: topic.arn, protocol: "email", endpoint: "baker@example.com" });
     const bake = new sst.aws.Function("Bake", { handler: "src/bake.handler" });
     const common = {
       statistic: "Sum",
       period: 60,
       evaluationPeriods: 1,
       comparisonOperator: "GreaterThanThreshold",
       treatMissingData: "notBreaching",
       alarmActions: [topic.arn],
       okActions: [topic.arn],
     };
     new aws.cloudwatch.MetricAlarm("Errors", {
       ...common, name: "bake-errors", namespace: "AWS/Lambda", metricName: "Errors",
       dimensions: { FunctionName: bake.name }, threshold: 0,
       alarmDescription: "Bake fails. https://example.com/docs/runbooks/bake.md",
     });
     new aws.cloudwatch.MetricAlarm("Burnt", {
       ...common, name: "burnt", namespace: "Bakery", metricName: "Burnt", dimensions: { Store: "1" }, threshold: 5,
     });
     new aws.sesv2.EmailIdentity("Sender", { emailIdentity: "orders@sourdough.example" });
     new aws.cloudwatch.MetricAlarm("Bounced", {
       ...common, name: "bounced", namespace: "AWS/SES", metricName: "Reputation.BounceRate", statistic: "Average",
       threshold: 0.025,
     });
     new aws.cloudwatch.Dashboard("Bakery", { dashboardName: "bakery", dashboardBody: JSON.stringify({ widgets: [] }) });
     new aws.budgets.Budget("Monthly", { budgetType: "COST", limitAmount: "50", limitUnit: "USD", timeUnit: "MONTHLY" });
     const monitor = new aws.costexplorer.AnomalyMonitor("Services", { monitorType: "DIMENSIONAL", monitorDimension: "SERVICE" });
     new aws.costexplorer.AnomalySubscription("Anomalies", {
       frequency: "DAILY", monitorArnLists: [monitor.arn], subscribers: [{ type: "EMAIL", address: "a@example.com" }],
     });
     return { told: told.url, bake: bake.name };`,
    {
      files: {
        "src/bake.ts": `export const handler = async ({ burnt }: { burnt?: number }) => {
          if (burnt === undefined) throw new Error("The oven is cold.");
          console.log(JSON.stringify({
            _aws: { Timestamp: Date.now(), CloudWatchMetrics: [
              { Namespace: "Bakery", Dimensions: [["Store"]], Metrics: [{ Name: "Burnt", Unit: "Count" }] },
            ] },
            Store: "1",
            Burnt: [burnt, 1],
          }));
        };`,
      },
    },
  );
  cloud = await startLocalCloud({ root, ports: { web: 0, aws: 0, console: 0 }, watch: false });
  queue = String(cloud.outputs.told);
  const config = {
    endpoint: cloud.outputs.awsEndpoint,
    region: "eu-west-1",
    credentials: { accessKeyId: "any", secretAccessKey: "any" },
  };
  client = new CloudWatchClient(config);
  sqs = new SQSClient(config);
  lambda = new LambdaClient(config);
  ses = new SESv2Client(config);
});

afterAll(() => cloud?.stop());

const bake = (input: object) =>
  lambda.send(
    new InvokeCommand({ FunctionName: String(cloud.outputs.bake), Payload: JSON.stringify(input) }),
  );
/** What came to the topic since, by alarm and state. */
const told = async (count: number): Promise<string[]> => {
  const subjects: string[] = [];
  while (subjects.length < count) {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl: queue, MaxNumberOfMessages: 10, WaitTimeSeconds: 20 }),
    );
    for (const { Body, ReceiptHandle } of Messages) {
      const { AlarmName, NewStateValue } = JSON.parse(JSON.parse(Body!).Message);
      subjects.push(`${AlarmName} ${NewStateValue}`);
      await sqs.send(new DeleteMessageCommand({ QueueUrl: queue, ReceiptHandle }));
    }
  }
  return subjects;
};
/** What the mailbox shows. */
const mails = async (): Promise<MailDetail[]> => {
  const { consoleUrl } = cloud.outputs;
  const { mails: all } = (await (await fetch(`${consoleUrl}/api/mailbox`)).json()) as Mailbox;
  return Promise.all(
    all.map(async ({ id }) => (await (await fetch(`${consoleUrl}/api/mailbox/${id}`)).json()) as MailDetail),
  );
};
const states = async () =>
  Object.fromEntries(
    (await client.send(new DescribeAlarmsCommand({}))).MetricAlarms!.map(({ AlarmName, StateValue }) => [
      AlarmName,
      StateValue,
    ]),
  );

test("a function that fails makes its alarm fire, and it is well again on the moved clock", async () => {
  expect(await states()).toEqual({ "bake-errors": "OK", bounced: "OK", burnt: "OK" });
  expect((await bake({})).FunctionError).toBe("Unhandled");
  cloud.clock.advance(MINUTE);
  expect(await told(1)).toEqual(["bake-errors ALARM"]);
  expect(await states()).toEqual({ "bake-errors": "ALARM", bounced: "OK", burnt: "OK" });
  await expect.poll(mails).toEqual([
    expect.objectContaining({
      to: ["baker@example.com"],
      subject: 'ALARM: "bake-errors" in eu-west-1',
      text: expect.stringContaining("Bake fails. https://example.com/docs/runbooks/bake.md\n"),
    }),
  ]);
  cloud.clock.advance(24 * 60 * MINUTE);
  expect(await told(1)).toEqual(["bake-errors OK"]);
});

test("metrics in a function's log become metrics, and make alarms", async () => {
  await bake({ burnt: 7 });
  const query = (Id: string, Namespace: string, MetricName: string, name: string, value: string) => ({
    Id,
    MetricStat: {
      Metric: { Namespace, MetricName, Dimensions: [{ Name: name, Value: value }] },
      Period: 60,
      Stat: "Sum",
    },
  });
  const MetricDataQueries: MetricDataQuery[] = [
    query("burnt", "Bakery", "Burnt", "Store", "1"),
    query("invocations", "AWS/Lambda", "Invocations", "FunctionName", String(cloud.outputs.bake)),
  ];
  const { MetricDataResults = [] } = await client.send(
    new GetMetricDataCommand({
      MetricDataQueries,
      StartTime: new Date(cloud.clock.now() - 10 * MINUTE),
      EndTime: new Date(cloud.clock.now() + MINUTE),
    }),
  );
  expect(MetricDataResults.map(({ Id, Values }) => [Id, Values])).toEqual([
    ["burnt", [8]],
    ["invocations", [1]],
  ]);
  cloud.clock.advance(MINUTE);
  expect(await told(1)).toEqual(["burnt ALARM"]);
});

test("mails that bounce are a rate of the account, which goes by no dimension", async () => {
  const FromEmailAddress = "orders@sourdough.example";
  const Content = { Simple: { Subject: { Data: "Your order" }, Body: { Text: { Data: "is confirmed" } } } };
  for (const address of ["ann@example.com", "bounce@simulator.amazonses.com"])
    await ses.send(
      new SendEmailCommand({ FromEmailAddress, Content, Destination: { ToAddresses: [address] } }),
    );
  cloud.clock.advance(MINUTE);

  expect(await told(1)).toEqual(["bounced ALARM"]);
});

test("says in the journal what an alarm did, as one trace", () => {
  const [change] = cloud.journal.hops(({ action }) => action === "ChangeState");
  const trace = cloud.journal.trace(change!.traceId).map(({ service, action }) => `${service} ${action}`);
  expect(trace).toEqual(expect.arrayContaining(["cloudwatch ChangeState", "sns Publish", "sqs SendMessage"]));
  expect(cloud.journal.hops(({ action }) => action === "Warn")).toEqual([]);
});
