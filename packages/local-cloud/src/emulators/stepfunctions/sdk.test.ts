import {
  DescribeExecutionCommand,
  DescribeStateMachineCommand,
  DescribeStateMachineForExecutionCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  ListStateMachinesCommand,
  paginateListExecutions,
  SFNClient,
  StartExecutionCommand,
  StartSyncExecutionCommand,
  StopExecutionCommand,
  ValidateStateMachineDefinitionCommand,
} from "@aws-sdk/client-sfn";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestGateway } from "../../testing/fake-cloud.ts";
import { provision } from "../../testing/provision.ts";
import { createStepFunctionsEmulator } from "./emulator.ts";

let running: Awaited<ReturnType<typeof startTestGateway>>;
let client: SFNClient;
let standard: string;
let express: string;

beforeAll(async () => {
  running = await startTestGateway();
  const { cloud } = running;
  const emulator = createStepFunctionsEmulator(cloud);
  cloud.add(emulator);
  client = new SFNClient({
    endpoint: cloud.endpoint,
    region: cloud.region,
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    // StartSyncExecution would go to sync-<host>.
    disableHostPrefix: true,
    maxAttempts: 1,
  });
  const machine = async (name: string, type: string, States: Record<string, unknown>) => {
    const { arn } = await provision(cloud, emulator, "aws:sfn/stateMachine:StateMachine", name, {
      name,
      type,
      roleArn: "arn:aws:iam::000000000000:role/r",
      loggingConfiguration: {
        level: "ERROR",
        logDestination: "arn:aws:logs:eu-west-1:000000000000:log-group:l:*",
      },
      definition: JSON.stringify({ QueryLanguage: "JSONata", StartAt: Object.keys(States)[0], States }),
    });
    return arn!;
  };
  standard = await machine("Standard", "STANDARD", {
    Decide: {
      Type: "Choice",
      Choices: [{ Condition: "{% $exists($states.input.wait) %}", Next: "Pause" }],
      Default: "Shape",
    },
    Shape: {
      Type: "Pass",
      Assign: { seen: "{% $states.input.n %}" },
      Output: { n: "{% $states.input.n + 1 %}" },
      End: true,
    },
    Pause: { Type: "Wait", Seconds: 3600, End: true },
  });
  express = await machine("Express", "EXPRESS", {
    Shape: { Type: "Pass", Output: "{% $states.input.n * 2 %}", End: true },
  });
});
afterAll(() => running.stop());

const start = async (input: object, name?: string) =>
  (
    await client.send(
      new StartExecutionCommand({ stateMachineArn: standard, input: JSON.stringify(input), name }),
    )
  ).executionArn!;
const ended = (executionArn: string) =>
  running.cloud.journal.waitFor((hop) => hop.action === "EndExecution" && hop.resource === executionArn);

test("StartExecution, DescribeExecution and GetExecutionHistory tell the whole story", async () => {
  const executionArn = await start({ n: 1 }, "story");
  await ended(executionArn);
  expect(executionArn).toBe("arn:aws:states:eu-west-1:000000000000:execution:Standard:story");
  expect(await client.send(new DescribeExecutionCommand({ executionArn }))).toMatchObject({
    name: "story",
    status: "SUCCEEDED",
    stateMachineArn: standard,
    input: '{"n":1}',
    inputDetails: { included: true },
    output: '{"n":2}',
    startDate: expect.any(Date),
    stopDate: expect.any(Date),
  });
  const { events = [] } = await client.send(new GetExecutionHistoryCommand({ executionArn }));
  const details = { truncated: false };
  expect(events.map(({ timestamp, ...event }) => event)).toEqual([
    {
      id: 1,
      previousEventId: 0,
      type: "ExecutionStarted",
      executionStartedEventDetails: {
        input: '{"n":1}',
        inputDetails: details,
        roleArn: "arn:aws:iam::000000000000:role/r",
      },
    },
    {
      id: 2,
      previousEventId: 0,
      type: "ChoiceStateEntered",
      stateEnteredEventDetails: { input: '{"n":1}', inputDetails: details, name: "Decide" },
    },
    {
      id: 3,
      previousEventId: 2,
      type: "ChoiceStateExited",
      stateExitedEventDetails: { name: "Decide", output: '{"n":1}', outputDetails: details },
    },
    {
      id: 4,
      previousEventId: 3,
      type: "PassStateEntered",
      stateEnteredEventDetails: { input: '{"n":1}', inputDetails: details, name: "Shape" },
    },
    {
      id: 5,
      previousEventId: 4,
      type: "PassStateExited",
      stateExitedEventDetails: {
        name: "Shape",
        output: '{"n":2}',
        outputDetails: details,
        assignedVariables: { seen: "1" },
        assignedVariablesDetails: details,
      },
    },
    {
      id: 6,
      previousEventId: 5,
      type: "ExecutionSucceeded",
      executionSucceededEventDetails: { output: '{"n":2}', outputDetails: details },
    },
  ]);
  const { events: reversed = [] } = await client.send(
    new GetExecutionHistoryCommand({
      executionArn,
      reverseOrder: true,
      maxResults: 1,
      includeExecutionData: false,
    }),
  );
  expect(reversed).toMatchObject([{ id: 6, executionSucceededEventDetails: { outputDetails: details } }]);
  expect(reversed[0]!.executionSucceededEventDetails!.output).toBeUndefined();
});

test("the same name and input is the same execution while it runs, and an error afterwards", async () => {
  const executionArn = await start({ wait: true }, "once");
  expect(await start({ wait: true }, "once")).toBe(executionArn);
  await expect(start({ wait: false }, "once")).rejects.toMatchObject({ name: "ExecutionAlreadyExists" });
  await client.send(new StopExecutionCommand({ executionArn, error: "Enough", cause: "test" }));
  await expect(start({ wait: true }, "once")).rejects.toMatchObject({
    name: "ExecutionAlreadyExists",
    message: `Execution Already Exists: '${executionArn}'`,
  });
  expect(await client.send(new DescribeExecutionCommand({ executionArn }))).toMatchObject({
    status: "ABORTED",
    error: "Enough",
    cause: "test",
  });
});

test("ListExecutions is newest first, filtered and in pages", async () => {
  const arns: string[] = [];
  for (const n of [1, 2, 3]) arns.unshift(await start({ wait: n }, `listed-${n}`));
  const running = { stateMachineArn: standard, statusFilter: "RUNNING" } as const;
  const found: string[] = [];
  for await (const page of paginateListExecutions({ client, pageSize: 2 }, running)) {
    expect(page.executions!.length).toBeLessThanOrEqual(2);
    found.push(...page.executions!.map((execution) => execution.executionArn!));
  }
  expect(found).toEqual(arns);
  for (const executionArn of arns) await client.send(new StopExecutionCommand({ executionArn }));
  expect((await client.send(new ListExecutionsCommand(running))).executions).toEqual([]);
});

test("StartSyncExecution answers with the output; Standard machines refuse it", async () => {
  expect(
    await client.send(
      new StartSyncExecutionCommand({ stateMachineArn: express, input: '{"n":21}', name: "sync" }),
    ),
  ).toMatchObject({
    status: "SUCCEEDED",
    output: "42",
    name: "sync",
    stateMachineArn: express,
    billingDetails: { billedDurationInMilliseconds: 100, billedMemoryUsedInMB: 64 },
  });
  await expect(
    client.send(new StartSyncExecutionCommand({ stateMachineArn: standard })),
  ).rejects.toMatchObject({ name: "StateMachineTypeNotSupported" });
});

test("Express executions start, but leave nothing to describe or list", async () => {
  const { executionArn } = await client.send(
    new StartExecutionCommand({ stateMachineArn: express, input: '{"n":1}' }),
  );
  expect(executionArn).toMatch(/^arn:aws:states:eu-west-1:000000000000:express:Express:[\w-]+:[\w-]+$/);
  await expect(client.send(new DescribeExecutionCommand({ executionArn }))).rejects.toMatchObject({
    name: "InvalidArn",
    message: "Invalid Arn: 'Resource type not valid in this context: express'",
  });
  await expect(client.send(new ListExecutionsCommand({ stateMachineArn: express }))).rejects.toMatchObject({
    name: "StateMachineTypeNotSupported",
  });
});

test.each([
  { name: "a name with a space", more: { name: "a b" }, error: "InvalidName" },
  { name: "a name over 80 characters", more: { name: "a".repeat(81) }, error: "InvalidName" },
  { name: "input that is no JSON", more: { input: "not json" }, error: "InvalidExecutionInput" },
  { name: "empty input", more: { input: "" }, error: "InvalidExecutionInput" },
  {
    name: "input over 256 KiB",
    more: { input: JSON.stringify("x".repeat(262_143)) },
    error: "InvalidExecutionInput",
  },
  { name: "no ARN", more: { stateMachineArn: "nonsense" }, error: "InvalidArn" },
  {
    name: "an unknown machine",
    more: { stateMachineArn: "arn:aws:states:eu-west-1:000000000000:stateMachine:Gone" },
    error: "StateMachineDoesNotExist",
  },
])("StartExecution refuses $name", async ({ more, error }) => {
  await expect(
    client.send(new StartExecutionCommand({ stateMachineArn: standard, ...more })),
  ).rejects.toMatchObject({ name: error });
});

test("an execution nobody started does not exist", async () => {
  const executionArn = "arn:aws:states:eu-west-1:000000000000:execution:Standard:none";
  await expect(client.send(new DescribeExecutionCommand({ executionArn }))).rejects.toMatchObject({
    name: "ExecutionDoesNotExist",
    message: `Execution Does Not Exist: '${executionArn}'`,
  });
});

test("machines are listed and described", async () => {
  const { stateMachines = [] } = await client.send(new ListStateMachinesCommand({}));
  expect(stateMachines.map(({ name, type }) => [name, type])).toEqual([
    ["Standard", "STANDARD"],
    ["Express", "EXPRESS"],
  ]);
  expect(await client.send(new DescribeStateMachineCommand({ stateMachineArn: express }))).toMatchObject({
    status: "ACTIVE",
    type: "EXPRESS",
    definition: expect.stringContaining("JSONata"),
    loggingConfiguration: { level: "ERROR" },
  });
  const executionArn = await start({ n: 1 });
  expect(await client.send(new DescribeStateMachineForExecutionCommand({ executionArn }))).toMatchObject({
    stateMachineArn: standard,
  });
});

test("ValidateStateMachineDefinition says what is wrong and where", async () => {
  const definition = JSON.stringify({
    QueryLanguage: "JSONata",
    StartAt: "A",
    States: { A: { Type: "Pass" } },
  });
  expect(await client.send(new ValidateStateMachineDefinitionCommand({ definition }))).toMatchObject({
    result: "FAIL",
    diagnostics: [
      { severity: "ERROR", code: "SCHEMA_VALIDATION_FAILED", location: "/States/A" },
      { location: "/States" },
    ],
  });
});
