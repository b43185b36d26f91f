import { afterEach, beforeEach, expect, test } from "vitest";
import { createWorkflows } from "../../../testing/workflows.ts";

let workflows: ReturnType<typeof createWorkflows>;
let tokens: string[];
let onSend: () => unknown;
beforeEach(() => {
  tokens = [];
  onSend = () => undefined;
  workflows = createWorkflows({
    sqs: {
      SendMessage: async ({ MessageBody }) => {
        tokens.push(JSON.parse(MessageBody).token);
        await onSend();
        return { MessageId: "m" };
      },
    },
  });
});
afterEach(() => workflows.stop());

const callback = (more: object = {}) =>
  workflows.machine("Callback", {
    StartAt: "Ask",
    States: {
      Ask: {
        Type: "Task",
        Resource: "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
        Arguments: { QueueUrl: "q", MessageBody: { token: "{% $states.context.Task.Token %}" } },
        End: true,
        ...more,
      },
    },
  });
const asked = async (count = 1) => {
  await expect.poll(() => tokens.length).toBe(count);
  await workflows.idle();
  return tokens.at(-1)!;
};

test("SendTaskSuccess gives the task its result", async () => {
  const execution = await workflows.start(await callback());
  await workflows.call("SendTaskSuccess", { taskToken: await asked(), output: '{"ok":true}' });
  expect(await workflows.end(execution)).toMatchObject({ status: "SUCCEEDED", output: { ok: true } });
  expect((await workflows.history(execution)).map(({ type }) => type)).toEqual([
    "ExecutionStarted",
    "TaskStateEntered",
    "TaskScheduled",
    "TaskStarted",
    "TaskSubmitted",
    "TaskSucceeded",
    "TaskStateExited",
    "ExecutionSucceeded",
  ]);
});

test("a token that comes back before the call has answered counts", async () => {
  onSend = () => workflows.call("SendTaskSuccess", { taskToken: tokens[0]!, output: "1" });
  const execution = await workflows.start(await callback());
  expect(await workflows.end(execution)).toMatchObject({ output: 1 });
});

test("SendTaskFailure fails it with error and cause, both optional", async () => {
  const machine = await callback();
  const named = await workflows.start(machine);
  await workflows.call("SendTaskFailure", {
    taskToken: await asked(),
    error: "PaymentDeclined",
    cause: "card",
  });
  expect(await workflows.end(named)).toMatchObject({
    status: "FAILED",
    error: "PaymentDeclined",
    cause: "card",
  });
  const bare = await workflows.start(machine);
  await workflows.call("SendTaskFailure", { taskToken: await asked(2) });
  expect(await workflows.end(bare)).toMatchObject({ status: "FAILED", error: undefined });
});

test("the hop of SendTaskSuccess is a cause of what follows", async () => {
  const execution = await workflows.start(await callback());
  await workflows.call("SendTaskSuccess", { taskToken: await asked(), output: "1" });
  await workflows.end(execution);
  const { journal } = workflows.cloud;
  const [end] = journal.hops((hop) => hop.action === "EndExecution");
  const [state] = journal.hops((hop) => hop.action === "EnterState");
  const [send] = journal.hops((hop) => hop.action === "SendTaskSuccess");
  expect(end!.causes).toEqual([state!.id, send!.id]);
});

test.each([
  ["a token that came back", async () => ({ taskToken: tokens[0]! }), "TaskTimedOut"],
  ["something that is no token", async () => ({ taskToken: "nonsense" }), "InvalidToken"],
])("%s: %s", async (_name, input, code) => {
  await workflows.start(await callback());
  await workflows.call("SendTaskSuccess", { taskToken: await asked(), output: "1" });
  for (const [operation, more] of [
    ["SendTaskSuccess", { output: "1" }],
    ["SendTaskFailure", {}],
    ["SendTaskHeartbeat", {}],
  ] as const)
    await expect(workflows.call(operation, { ...(await input()), ...more })).rejects.toMatchObject({ code });
});

test("a token is worth nothing after the timeout, and a retry has a new one", async () => {
  const execution = await workflows.start(
    await callback({
      TimeoutSeconds: 60,
      Retry: [{ ErrorEquals: ["States.Timeout"], IntervalSeconds: 1, MaxAttempts: 1 }],
    }),
  );
  const first = await asked();
  workflows.cloud.clock.advance(60_000);
  await workflows.idle();
  await expect(workflows.call("SendTaskSuccess", { taskToken: first, output: "1" })).rejects.toMatchObject({
    code: "TaskTimedOut",
  });
  workflows.cloud.clock.advance(1000);
  const second = await asked(2);
  expect(second).not.toBe(first);
  await workflows.call("SendTaskSuccess", { taskToken: second, output: "2" });
  expect(await workflows.end(execution)).toMatchObject({ output: 2 });
});

test("heartbeats keep a task alive; a missed one is States.Timeout, which States.HeartbeatTimeout matches", async () => {
  const machine = await workflows.machine("Beats", {
    StartAt: "Ask",
    States: {
      Ask: {
        Type: "Task",
        Resource: "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
        Arguments: { QueueUrl: "q", MessageBody: { token: "{% $states.context.Task.Token %}" } },
        HeartbeatSeconds: 10,
        Catch: [{ ErrorEquals: ["States.HeartbeatTimeout"], Next: "Missed" }],
        End: true,
      },
      Missed: { Type: "Pass", End: true },
    },
  });
  const execution = await workflows.start(machine);
  const taskToken = await asked();
  for (let beat = 0; beat < 3; beat++) {
    workflows.cloud.clock.advance(9000);
    await workflows.call("SendTaskHeartbeat", { taskToken });
  }
  workflows.cloud.clock.advance(10_000);
  expect(await workflows.end(execution)).toMatchObject({ output: { Error: "States.Timeout", Cause: null } });
});

test("output that is no JSON is refused and the task goes on waiting", async () => {
  const execution = await workflows.start(await callback());
  const taskToken = await asked();
  await expect(workflows.call("SendTaskSuccess", { taskToken, output: "{" })).rejects.toMatchObject({
    code: "InvalidOutput",
  });
  await workflows.call("SendTaskSuccess", { taskToken, output: "1" });
  expect(await workflows.end(execution)).toMatchObject({ output: 1 });
});
