import { afterEach, beforeEach, expect, test } from "vitest";
import { createWorkflows } from "../../../testing/workflows.ts";

let workflows: ReturnType<typeof createWorkflows>;
beforeEach(() => {
  workflows = createWorkflows();
});
afterEach(() => workflows.stop());

const one = (state: object) => ({ StartAt: "Child", States: { Child: state } });
const call = (Resource: string, Arguments: object, more: object = {}) => ({
  Call: { Type: "Task", Resource, Arguments, ...more },
});
const startExecution = "arn:aws:states:::states:startExecution";

test("startExecution starts and goes on", async () => {
  const child = await workflows.machine("Child", one({ Type: "Wait", Seconds: 3600, End: true }));
  const { output } = await workflows.run(
    call(startExecution, { StateMachineArn: child, Name: "n", Input: { a: "{% $states.input.a %}" } }),
    { a: 1 },
  );
  const childArn = child.replace(":stateMachine:", ":execution:");
  expect(output).toEqual({ ExecutionArn: `${childArn}:n`, StartDate: expect.any(Number) });
  expect(await workflows.call("DescribeExecution", { executionArn: `${childArn}:n` })).toMatchObject({
    status: "RUNNING",
    input: '{"a":1}',
  });
});

test("startExecution.sync:2 waits and gives input and output as JSON; .sync as text", async () => {
  const child = await workflows.machine("Child", one({ Type: "Pass", Output: { done: true }, End: true }));
  const parsed = await workflows.run(
    call(`${startExecution}.sync:2`, { StateMachineArn: child, Input: { a: 1 } }),
  );
  expect(parsed.output).toMatchObject({ Status: "SUCCEEDED", Input: { a: 1 }, Output: { done: true } });
  const text = await workflows.run(call(`${startExecution}.sync`, { StateMachineArn: child }));
  expect(text.output).toMatchObject({ Status: "SUCCEEDED", Input: "{}", Output: '{"done":true}' });
});

test("a child that fails fails the task with States.TaskFailed and its description", async () => {
  const child = await workflows.machine(
    "Child",
    one({ Type: "Fail", Error: "SomeFailure", Cause: "on purpose" }),
  );
  const { error, cause } = await workflows.run(call(`${startExecution}.sync:2`, { StateMachineArn: child }));
  expect(error).toBe("States.TaskFailed");
  expect(JSON.parse(cause!)).toMatchObject({ Error: "SomeFailure", Cause: "on purpose", Status: "FAILED" });
});

test("stopping the parent stops the child it waits for", async () => {
  const child = await workflows.machine("Child", one({ Type: "Wait", Seconds: 3600, End: true }));
  const parent = await workflows.machine("Parent", {
    StartAt: "Call",
    States: {
      Call: {
        Type: "Task",
        Resource: `${startExecution}.sync:2`,
        Arguments: { StateMachineArn: child, Name: "n" },
        End: true,
      },
    },
  });
  const execution = await workflows.start(parent);
  const childExecution = `${child.replace(":stateMachine:", ":execution:")}:n`;
  await workflows.entered(childExecution, "Child");
  await workflows.idle();
  await workflows.call("StopExecution", { executionArn: execution });
  expect(await workflows.end(childExecution)).toMatchObject({ status: "ABORTED" });
});

test("aws-sdk:sfn:startSyncExecution gives what the API gives, in PascalCase, and failed children as a status", async () => {
  const good = await workflows.machine(
    "Good",
    one({ Type: "Pass", Output: "{% $states.input.a %}", End: true }),
    "EXPRESS",
  );
  const bad = await workflows.machine("Bad", one({ Type: "Fail", Error: "Nope" }), "EXPRESS");
  const sync = (StateMachineArn: string) =>
    call("arn:aws:states:::aws-sdk:sfn:startSyncExecution", { StateMachineArn, Input: { a: [1] } });
  expect((await workflows.run(sync(good))).output).toMatchObject({
    ExecutionArn: expect.stringMatching(/:express:Good:[\w-]+:[\w-]+$/),
    Status: "SUCCEEDED",
    Input: '{"a":[1]}',
    Output: "[1]",
    StartDate: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
    BillingDetails: { BilledMemoryUsedInMB: 64, BilledDurationInMilliseconds: 100 },
  });
  expect(await workflows.run(sync(bad))).toMatchObject({
    status: "SUCCEEDED",
    output: { Status: "FAILED", Error: "Nope" },
  });
});

test("errors of nested calls have the names AWS gives them", async () => {
  const gone = "arn:aws:states:eu-west-1:000000000000:stateMachine:Gone";
  expect(await workflows.run(call(startExecution, { StateMachineArn: gone }))).toMatchObject({
    error: "StepFunctions.StateMachineDoesNotExistException",
    cause: expect.stringMatching(
      /^State Machine Does Not Exist: '.*:Gone' \(Service: AWSStepFunctions; Status Code: 400;/,
    ),
  });
  expect(
    await workflows.run(
      call("arn:aws:states:::aws-sdk:sfn:sendTaskSuccess", {
        TaskToken: "NoSuchTaskToken",
        Output: { a: 1 },
      }),
    ),
  ).toMatchObject({
    error: "Sfn.InvalidTokenException",
    cause: expect.stringMatching(
      /^Invalid Token: 'Invalid token' \(Service: Sfn, Status Code: 400, Request ID: /,
    ),
  });
});

test("the parent goes on from the end of its child in the journal", async () => {
  const child = await workflows.machine("Child", one({ Type: "Pass", End: true }));
  await workflows.run({
    ...call(`${startExecution}.sync:2`, { StateMachineArn: child }),
    After: { Type: "Pass" },
  });
  const { journal } = workflows.cloud;
  const [after] = journal.hops((hop) => hop.source === "After");
  const [childEnd] = journal.hops((hop) => hop.action === "EndExecution" && hop.source === child);
  expect(after!.causes).toContain(childEnd!.id);
  expect(after!.traceId).toBe(childEnd!.traceId);
});
