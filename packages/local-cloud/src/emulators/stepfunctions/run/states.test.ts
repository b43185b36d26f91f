import { afterEach, beforeEach, expect, test } from "vitest";
import { createWorkflows } from "../../../testing/workflows.ts";
import { statesCases } from "./states.cases.ts";

let workflows: ReturnType<typeof createWorkflows>;
beforeEach(() => {
  workflows = createWorkflows();
});
afterEach(() => workflows.stop());

test.each(statesCases)("$name", async ({ states, input, expected }) => {
  expect(await workflows.run(states, input)).toMatchObject(expected);
});

test("words the cause of an evaluation error as AWS does", async () => {
  const { cause } = await workflows.run({
    Only: { Type: "Pass", Output: { x: "{% $states.input.none %}" } },
  });
  expect(cause).toBe(
    "An error occurred while executing the state 'Only' (entered at the event id #2). The JSONata expression '$states.input.none' specified for the field 'Output/x' returned nothing (undefined).",
  );
});

test("words a wrong type as AWS does", async () => {
  const { cause } = await workflows.run(
    {
      Each: {
        Type: "Map",
        Items: "{% $states.input %}",
        ItemProcessor: { StartAt: "In", States: { In: { Type: "Pass", End: true } } },
      },
    },
    { foo: "bar" },
  );
  expect(cause).toBe(
    `An error occurred while executing the state 'Each' (entered at the event id #2). The JSONata expression '$states.input' specified for the field 'Items' returned an unexpected result type. Expected 'array', but was 'object' for value: {"foo":"bar"}`,
  );
});

test("the context object tells execution, state and machine", async () => {
  const { arn, output, startDate } = await workflows.run(
    { Look: { Type: "Pass", Output: "{% $states.context %}" } },
    { a: 1 },
  );
  const { stateMachineArn } = await workflows.call("DescribeExecution", { executionArn: arn });
  expect(output).toEqual({
    Execution: {
      Id: arn,
      Input: { a: 1 },
      Name: arn.split(":").at(-1),
      RedriveCount: 0,
      RoleArn: expect.stringContaining(":role/"),
      StartTime: startDate!.toISOString(),
    },
    State: { Name: "Look", EnteredTime: expect.stringMatching(/^\d{4}-.*Z$/), RetryCount: 0 },
    StateMachine: { Id: stateMachineArn, Name: String(stateMachineArn).split(":").at(-1) },
  });
});

test("Wait lasts as long as the clock says", async () => {
  const machine = await workflows.machine("Waits", {
    StartAt: "Pause",
    States: { Pause: { Type: "Wait", Seconds: "{% $states.input.hours * 3600 %}", End: true } },
  });
  const execution = await workflows.start(machine, { hours: 2 });
  await workflows.entered(execution, "Pause");
  await workflows.idle();
  workflows.cloud.clock.advance(2 * 3_600_000 - 1000);
  expect(await workflows.call("DescribeExecution", { executionArn: execution })).toMatchObject({
    status: "RUNNING",
  });
  workflows.cloud.clock.advance(1000);
  expect(await workflows.end(execution)).toMatchObject({ status: "SUCCEEDED" });
});

test("Map runs no more iterations at once than MaxConcurrency", async () => {
  const machine = await workflows.machine("Few", {
    StartAt: "Each",
    States: {
      Each: {
        Type: "Map",
        Items: [1, 2, 3, 4, 5],
        MaxConcurrency: "{% 2 %}",
        ItemProcessor: { StartAt: "In", States: { In: { Type: "Wait", Seconds: 10, End: true } } },
        End: true,
      },
    },
  });
  const execution = await workflows.start(machine);
  const waiting = () =>
    workflows.cloud.journal.hops((hop) => hop.source === "In" && hop.durationMs === undefined).length;
  for (const expected of [2, 2, 1]) {
    await expect.poll(waiting).toBe(expected);
    workflows.cloud.clock.advance(10_000);
  }
  expect(await workflows.end(execution)).toMatchObject({ output: [1, 2, 3, 4, 5] });
});

test.each([
  ["ToleratedFailureCount", "{% $variable := 1 %}"],
  ["ToleratedFailurePercentage", 100],
])(
  "%s is taken on an inline Map, fails with its first iteration all the same, and says so",
  async (field, value) => {
    const each = (state: object) => ({
      Each: {
        Type: "Map",
        Items: [1, 2],
        [field]: value,
        ItemProcessor: { StartAt: "In", States: { In: state } },
      },
    });
    expect(await workflows.run(each({ Type: "Pass", End: true }))).toMatchObject({ output: [1, 2] });
    expect(await workflows.run(each({ Type: "Fail", Error: "Broken" }))).toMatchObject({ error: "Broken" });
    expect(workflows.cloud.warnings).toEqual([
      expect.stringContaining("State Each of Machine2 tolerates failures"),
    ]);
    expect(
      await workflows.run({ Each: { ...each({ Type: "Succeed" }).Each, [field]: "{% -1 %}" } }),
    ).toMatchObject({
      error: "States.QueryEvaluationError",
    });
  },
);

test("a machine that runs longer than TimeoutSeconds is TIMED_OUT", async () => {
  const machine = await workflows.machine("Slow", {
    TimeoutSeconds: 60,
    StartAt: "Pause",
    States: { Pause: { Type: "Wait", Seconds: 3600, End: true } },
  });
  const execution = await workflows.start(machine);
  workflows.cloud.clock.advance(60_000);
  expect(await workflows.end(execution)).toMatchObject({
    status: "TIMED_OUT",
    error: undefined,
    cause: undefined,
  });
});

test("an Express execution ends after five minutes", async () => {
  const stateMachineArn = await workflows.machine(
    "Slow",
    { StartAt: "Pause", States: { Pause: { Type: "Wait", Seconds: 3600, End: true } } },
    "EXPRESS",
  );
  const answer = workflows.call("StartSyncExecution", { stateMachineArn });
  await expect.poll(() => workflows.cloud.journal.hops((hop) => hop.source === "Pause").length).toBe(1);
  workflows.cloud.clock.advance(300_000);
  expect(await answer).toMatchObject({ status: "TIMED_OUT", error: "States.Timeout" });
});

test("a loop without a wait runs into its timeout and lets everybody else go on", async () => {
  const stateMachineArn = await workflows.machine(
    "Loops",
    {
      StartAt: "Again",
      States: {
        Again: {
          Type: "Choice",
          Choices: [{ Condition: "{% $states.input.go %}", Next: "Again" }],
          Default: "Done",
        },
        Done: { Type: "Succeed" },
      },
    },
    "EXPRESS",
  );
  const answer = workflows.call("StartSyncExecution", { stateMachineArn, input: '{"go":true}' });
  await workflows.idle();
  workflows.cloud.clock.advance(300_000);
  expect(await answer).toMatchObject({ status: "TIMED_OUT" });
});

test("each state's hop follows from the one before, a Parallel's next from all its branches", async () => {
  const { arn } = await workflows.run({
    First: { Type: "Pass" },
    Both: {
      Type: "Parallel",
      Branches: ["L", "R"].map((name) => ({
        StartAt: name,
        States: { [name]: { Type: "Pass", End: true } },
      })),
    },
    Last: { Type: "Pass" },
  });
  const hops = workflows.cloud.journal.hops(
    (hop) => hop.resource === arn && hop.action !== "DescribeExecution",
  );
  const named = new Map(hops.map((hop) => [hop.id, hop.action === "EnterState" ? hop.source! : hop.action]));
  const causes = Object.fromEntries(
    hops.map((hop) => [named.get(hop.id), hop.causes.map((id) => named.get(id))]),
  );
  expect(causes).toEqual({
    BeginExecution: [undefined],
    First: ["BeginExecution"],
    Both: ["First"],
    L: ["Both"],
    R: ["Both"],
    Last: ["Both", "L", "R"],
    EndExecution: ["Last"],
  });
  expect(new Set(hops.map(({ traceId }) => traceId)).size).toBe(1);
});
