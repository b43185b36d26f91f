import {
  CreateActivityCommand,
  CreateStateMachineCommand,
  DeleteActivityCommand,
  DeleteStateMachineCommand,
  DescribeActivityCommand,
  DescribeExecutionCommand,
  DescribeStateMachineCommand,
  GetActivityTaskCommand,
  GetExecutionHistoryCommand,
  ListActivitiesCommand,
  ListExecutionsCommand,
  ListStateMachinesCommand,
  ListTagsForResourceCommand,
  SendTaskHeartbeatCommand,
  SendTaskSuccessCommand,
  SFNClient,
  StartExecutionCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateStateMachineCommand,
} from "@aws-sdk/client-sfn";
import { afterEach, beforeEach, expect, test } from "vitest";
import { startTestGateway } from "../../testing/fake-cloud.ts";
import { createLogsEmulator } from "../logs/emulator.ts";
import { createStepFunctionsEmulator } from "./emulator.ts";

let running: Awaited<ReturnType<typeof startTestGateway>>;
let client: SFNClient;

beforeEach(async () => {
  running = await startTestGateway();
  const { cloud } = running;
  cloud.add(createLogsEmulator(cloud));
  cloud.add(createStepFunctionsEmulator(cloud));
  client = new SFNClient({
    endpoint: cloud.endpoint,
    region: cloud.region,
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    maxAttempts: 1,
  });
});
afterEach(() => running.stop());

const roleArn = "arn:aws:iam::000000000000:role/r";
const passing = JSON.stringify({ StartAt: "A", States: { A: { Type: "Pass", End: true } } });
const waiting = JSON.stringify({ StartAt: "A", States: { A: { Type: "Wait", Seconds: 9, End: true } } });
const create = (input: Partial<ConstructorParameters<typeof CreateStateMachineCommand>[0]> = {}) =>
  client.send(new CreateStateMachineCommand({ name: "Made", definition: passing, roleArn, ...input }));
const ended = (executionArn: string) =>
  running.cloud.journal.waitFor((hop) => hop.action === "EndExecution" && hop.resource === executionArn);

test("a machine that was made runs, is listed, tagged and in the graph, until it is deleted", async () => {
  const { stateMachineArn, stateMachineVersionArn } = await create({
    tags: [{ key: "team", value: "bread" }],
    publish: true,
    versionDescription: "first",
  });
  expect(stateMachineArn).toBe("arn:aws:states:eu-west-1:000000000000:stateMachine:Made");
  expect(stateMachineVersionArn).toBe(`${stateMachineArn}:1`);
  const { executionArn = "" } = await client.send(
    new StartExecutionCommand({ stateMachineArn, input: '{"n":1}' }),
  );
  await ended(executionArn);
  expect(await client.send(new DescribeExecutionCommand({ executionArn }))).toMatchObject({
    status: "SUCCEEDED",
    output: '{"n":1}',
  });
  const listed = async () =>
    (await client.send(new ListStateMachinesCommand({}))).stateMachines?.map(({ name }) => name);
  expect(await listed()).toEqual(["Made"]);
  const inGraph = () => running.cloud.graph.resources.map(({ outputs }) => outputs.arn);
  expect(inGraph()).toEqual([stateMachineArn]);

  await client.send(
    new TagResourceCommand({ resourceArn: stateMachineArn, tags: [{ key: "stage", value: "test" }] }),
  );
  await client.send(new UntagResourceCommand({ resourceArn: stateMachineArn, tagKeys: ["team"] }));
  expect((await client.send(new ListTagsForResourceCommand({ resourceArn: stateMachineArn }))).tags).toEqual([
    { key: "stage", value: "test" },
  ]);

  await client.send(new DeleteStateMachineCommand({ stateMachineArn }));
  await client.send(new DeleteStateMachineCommand({ stateMachineArn }));
  expect(await listed()).toEqual([]);
  expect(inGraph()).toEqual([]);
  await expect(client.send(new DescribeStateMachineCommand({ stateMachineArn }))).rejects.toMatchObject({
    name: "StateMachineDoesNotExist",
  });
  await expect(client.send(new DescribeExecutionCommand({ executionArn }))).rejects.toMatchObject({
    name: "ExecutionDoesNotExist",
  });
});

test("what runs of a deleted machine is ended, and its name may be used again", async () => {
  const { stateMachineArn } = await create({ definition: waiting });
  const { executionArn = "" } = await client.send(new StartExecutionCommand({ stateMachineArn, name: "x" }));
  await client.send(new DeleteStateMachineCommand({ stateMachineArn }));
  expect((await ended(executionArn)).input).toMatchObject({ status: "ABORTED" });
  await create();
  expect((await client.send(new ListExecutionsCommand({ stateMachineArn }))).executions).toEqual([]);
  await client.send(new StartExecutionCommand({ stateMachineArn, name: "x" }));
});

test("the same machine again is the same machine; another of its name is refused", async () => {
  const { stateMachineArn, creationDate } = await create();
  const other = { roleArn: `${roleArn}2`, tags: [{ key: "a", value: "b" }] };
  expect(await create(other)).toMatchObject({ stateMachineArn, creationDate });
  expect((await client.send(new DescribeStateMachineCommand({ stateMachineArn }))).roleArn).toBe(roleArn);
  for (const changed of [{ definition: waiting }, { type: "EXPRESS" as const }])
    await expect(create(changed)).rejects.toMatchObject({
      name: "StateMachineAlreadyExists",
      message: `State Machine Already Exists: '${stateMachineArn}'`,
    });
});

test.each([
  [{ name: "has space" }, "InvalidName"],
  [{ name: "" }, "InvalidName"],
  [{ name: "x".repeat(81) }, "InvalidName"],
  [{ name: "a/b" }, "InvalidName"],
  [{ roleArn: "nobody" }, "InvalidArn"],
  [{ definition: "not json" }, "InvalidDefinition"],
  [{ definition: '{"StartAt":"A"}' }, "InvalidDefinition"],
  [{ definition: passing.replace("Pass", "Nap") }, "InvalidDefinition"],
  [{ loggingConfiguration: { level: "ALL" as const } }, "InvalidLoggingConfiguration"],
  [{ versionDescription: "d" }, "ValidationException"],
  [{ tags: [{ key: "aws:x", value: "" }] }, "ValidationException"],
  [{ tags: Array.from({ length: 51 }, (_, index) => ({ key: `k${index}`, value: "" })) }, "TooManyTags"],
  [{ type: "SLOW" as never }, "ValidationException"],
])("CreateStateMachine refuses %j", async (input, name) => {
  await expect(create(input)).rejects.toMatchObject({ name });
});

test("UpdateStateMachine refuses a definition that cannot run", async () => {
  const { stateMachineArn } = await create();
  await expect(
    client.send(
      new UpdateStateMachineCommand({ stateMachineArn, definition: '{"StartAt":"A","States":{}}' }),
    ),
  ).rejects.toMatchObject({ name: "InvalidDefinition" });
});

test("a worker takes the task of an activity, sends heartbeats and answers", async () => {
  const { activityArn } = await client.send(
    new CreateActivityCommand({ name: "Bake", tags: [{ key: "team", value: "bread" }] }),
  );
  expect(activityArn).toBe("arn:aws:states:eu-west-1:000000000000:activity:Bake");
  expect((await client.send(new CreateActivityCommand({ name: "Bake" }))).activityArn).toBe(activityArn);
  const { stateMachineArn } = await create({
    definition: JSON.stringify({
      StartAt: "Ask",
      States: {
        Ask: {
          Type: "Task",
          Resource: activityArn,
          Parameters: { "loaf.$": "$.loaf" },
          HeartbeatSeconds: 60,
          TimeoutSeconds: 600,
          End: true,
        },
      },
    }),
  });
  const polled = client.send(new GetActivityTaskCommand({ activityArn, workerName: "oven-1" }));
  const { executionArn = "" } = await client.send(
    new StartExecutionCommand({ stateMachineArn, input: '{"loaf":"rye","x":1}' }),
  );
  const { taskToken, input } = await polled;
  expect(input).toBe('{"loaf":"rye"}');
  await client.send(new SendTaskHeartbeatCommand({ taskToken }));
  await client.send(new SendTaskSuccessCommand({ taskToken, output: '"baked"' }));
  await ended(executionArn);
  const { events = [] } = await client.send(new GetExecutionHistoryCommand({ executionArn }));
  expect(events.map(({ type }) => type)).toEqual([
    "ExecutionStarted",
    "TaskStateEntered",
    "ActivityScheduled",
    "ActivityStarted",
    "ActivitySucceeded",
    "TaskStateExited",
    "ExecutionSucceeded",
  ]);
  expect(events[2]?.activityScheduledEventDetails).toMatchObject({
    resource: activityArn,
    input: '{"loaf":"rye"}',
    heartbeatInSeconds: 60,
    timeoutInSeconds: 600,
  });
  expect(events[3]?.activityStartedEventDetails).toEqual({ workerName: "oven-1" });
  expect((await client.send(new ListActivitiesCommand({}))).activities).toHaveLength(1);
  expect((await client.send(new DescribeActivityCommand({ activityArn }))).name).toBe("Bake");
  await client.send(new DeleteActivityCommand({ activityArn }));
  await expect(client.send(new DescribeActivityCommand({ activityArn }))).rejects.toMatchObject({
    name: "ActivityDoesNotExist",
  });
});

test("a poll without a task answers nothing after a minute", async () => {
  const { activityArn } = await client.send(new CreateActivityCommand({ name: "Idle" }));
  const polled = client.send(new GetActivityTaskCommand({ activityArn }));
  await running.cloud.journal.waitFor((hop) => hop.action === "GetActivityTask");
  running.cloud.clock.advance(60_000);
  expect((await polled).taskToken).toBeUndefined();
});

test("a task that nobody takes in its time is taken back", async () => {
  const { activityArn } = await client.send(new CreateActivityCommand({ name: "Late" }));
  const { stateMachineArn } = await create({
    definition: JSON.stringify({
      StartAt: "Ask",
      States: { Ask: { Type: "Task", Resource: activityArn, TimeoutSeconds: 5, End: true } },
    }),
  });
  const { executionArn = "" } = await client.send(new StartExecutionCommand({ stateMachineArn }));
  await running.cloud.journal.waitFor((hop) => hop.action === "EnterState");
  await new Promise((resolve) => setImmediate(resolve));
  running.cloud.clock.advance(5000);
  await ended(executionArn);
  expect(await client.send(new DescribeExecutionCommand({ executionArn }))).toMatchObject({
    status: "FAILED",
    error: "States.Timeout",
  });
  const polled = client.send(new GetActivityTaskCommand({ activityArn }));
  await running.cloud.journal.waitFor((hop) => hop.action === "GetActivityTask");
  running.cloud.clock.advance(60_000);
  expect((await polled).taskToken).toBeUndefined();
});

test.each([
  ["ALL", true, ["ExecutionStarted", "FailStateEntered", "ExecutionFailed"]],
  ["ERROR", false, ["FailStateEntered", "ExecutionFailed"]],
  ["FATAL", false, ["ExecutionFailed"]],
  ["OFF", false, []],
] as const)("level %s, with data %s, logs %j", async (level, includeExecutionData, types) => {
  const logGroupArn = "arn:aws:logs:eu-west-1:000000000000:log-group:/aws/vendedlogs/states/made:*";
  for (const type of ["STANDARD", "EXPRESS"] as const) {
    const { stateMachineArn } = await create({
      name: type,
      type,
      definition: JSON.stringify({ StartAt: "No", States: { No: { Type: "Fail", Error: "Own" } } }),
      loggingConfiguration: {
        level,
        includeExecutionData,
        destinations: [{ cloudWatchLogsLogGroup: { logGroupArn } }],
      },
    });
    const { executionArn = "" } = await client.send(
      new StartExecutionCommand({ stateMachineArn, input: '{"n":1}' }),
    );
    await ended(executionArn);
    const { events = [] } = (await running.cloud
      .call(
        "logs",
        "FilterLogEvents",
        { logGroupName: "/aws/vendedlogs/states/made" },
        { principal: { kind: "root" }, causes: [] },
      )
      .catch(() => ({}))) as { events?: { message?: string }[] };
    const lines = events
      .map(({ message }) => JSON.parse(message ?? "{}") as Record<string, unknown>)
      .filter((line) => line.execution_arn === executionArn);
    expect(lines.map((line) => line.type)).toEqual(types);
    const [first] = lines;
    if (first)
      expect((first.details as { input?: string }).input).toBe(includeExecutionData ? '{"n":1}' : undefined);
  }
});
