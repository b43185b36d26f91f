import { expect, test } from "vitest";
import { AwsError } from "../core/aws-error.ts";
import type { Emulator } from "../core/cloud.ts";
import { createTestCloud } from "../testing/fake-cloud.ts";
import { createEventBridgeEmulator } from "./eventbridge/emulator.ts";
import { createPipesEmulator } from "./pipes/emulator.ts";
import { createSchedulerEmulator } from "./scheduler/emulator.ts";
import { createStepFunctionsEmulator } from "./stepfunctions/emulator.ts";

const members = [
  ...[
    "stateMachineArn",
    "executionArn",
    "mapRunArn",
    "taskToken",
    "name",
    "input",
    "output",
    "error",
    "cause",
    "traceHeader",
  ],
  ...["definition", "maxResults", "nextToken", "statusFilter", "reverseOrder", "includedData", "type"],
  ...[
    "Name",
    "Rule",
    "EventBusName",
    "EventPattern",
    "Event",
    "Entries",
    "Targets",
    "Ids",
    "Limit",
    "NextToken",
  ],
  ...["ApiDestinationArn", "Body", "PathParameterValues", "HeaderParameters", "QueryStringParameters"],
  ...[
    "GroupName",
    "ScheduleExpression",
    "FlexibleTimeWindow",
    "Target",
    "StartDate",
    "ClientToken",
    "ResourceArn",
  ],
  ...["NamePrefix", "SourcePrefix", "TargetPrefix", "DesiredState", "CurrentState"],
];
const values: readonly unknown[] = [
  null,
  0,
  -1,
  1.5,
  true,
  "",
  "x",
  "arn",
  "arn:aws:states:eu-west-1:000000000000:execution:a:b",
  "arn:aws:states:eu-west-1:000000000000:stateMachine:a",
  "[[",
  "-1",
  [],
  [null],
  [[]],
  [{}],
  ["x"],
  [{ EventBusName: 5 }],
  [{ Id: {}, Arn: [] }],
  [{ Time: "never", Source: 1 }],
  {},
  { toString: null },
  { toJSON: 1 },
];

const deep = `${"[".repeat(100_000)}1${"]".repeat(100_000)}`;

const hourly = {
  Name: "hourly",
  ScheduleExpression: "rate(1 hour)",
  FlexibleTimeWindow: { Mode: "OFF" },
  Target: { Arn: "arn:aws:sqs:eu-west-1:000000000000:a", RoleArn: "arn:aws:iam::000000000000:role/a" },
};

const inputs = [
  ...values,
  ...values.map((value) => Object.fromEntries(members.map((member) => [member, value]))),
  ...members.flatMap((member) => values.map((value) => ({ [member]: value }))),
  // Members an operation does not know hide what it does with those it knows, so all of its own at once.
  ...values.map((value) => ({ Name: value, EventBusName: value })),
  ...values.map((value) => ({ Rule: "a", EventBusName: value, Targets: value, Ids: value })),
  ...values.map((value) => ({ Name: "a", GroupName: value, ClientToken: value })),
  ...values.map((value) => ({
    Name: "a",
    ScheduleExpression: value,
    FlexibleTimeWindow: value,
    Target: value,
  })),
  ...values.map((value) => ({ ...hourly, StartDate: value, EndDate: value })),
  ...values.map((value) => ({ ...hourly, ScheduleExpressionTimezone: value })),
  ...values.map((value) => ({ ...hourly, Target: { ...hourly.Target, Arn: value, Input: value } })),
  ...values.map((value) => ({ ...hourly, Target: { ...hourly.Target, RetryPolicy: value } })),
  ...["Infinity", "rate(999999999999 days)", "cron(? ? ? ? ? ?)", `cron(${"*".repeat(200)})`].map(
    (ScheduleExpression) => ({ ...hourly, ScheduleExpression }),
  ),
  {
    ...hourly,
    Target: { ...hourly.Target, Arn: "arn:aws:scheduler:::aws-sdk:sqs:sendMessage", Input: deep },
  },
  ...values.map((value) => ({ EventPattern: value, Event: value })),
  ...values.map((value) => ({ Event: "{}", EventPattern: value })),
  ...values.map((value) => ({ taskToken: value, output: value })),
  ...values.map((value) => ({ executionArn: value, maxResults: value, nextToken: value })),
  ...values.map((value) => ({ Limit: 5, NextToken: value })),
  ...[1e20, -1e20, "never"].map((Time) => ({
    Entries: [{ Source: "a", DetailType: "b", Detail: "{}", Time }],
  })),
  { Entries: [{ Source: "a", DetailType: "b", Detail: `{"a":${deep}}` }] },
  { Event: deep, EventPattern: "{}" },
  { EventPattern: deep },
  { Name: "deep", EventPattern: deep.slice(0, 4096) },
  { definition: `{"StartAt":"A","States":{"A":{"Type":"Pass","QueryLanguage":"JSONata","Output":${deep}}}}` },
];

test.each([
  ["Step Functions", createStepFunctionsEmulator],
  ["EventBridge", createEventBridgeEmulator],
  ["Pipes", createPipesEmulator],
  ["Scheduler", createSchedulerEmulator],
] as const)("%s answers wrong types with an error of its own", async (_, create) => {
  const emulator: Emulator = create(createTestCloud());
  const surprises: unknown[] = [];
  for (const [operation, run] of Object.entries(emulator.operations)) {
    for (const input of inputs) {
      try {
        emulator.permissions?.(operation, input);
        await run(input as never, { principal: { kind: "root" }, causes: [] });
      } catch (error) {
        if (error instanceof AwsError && error.status < 500) continue;
        surprises.push([operation, input, String(error)]);
      }
    }
  }
  expect(surprises.slice(0, 10)).toEqual([]);
});
