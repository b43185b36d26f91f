import { afterEach, expect, test } from "vitest";
import { AwsError } from "../../../core/aws-error.ts";
import { createWorkflows } from "../../../testing/workflows.ts";
import { jsonPathCases } from "./jsonpath.cases.ts";

let workflows: ReturnType<typeof createWorkflows>;
afterEach(() => workflows.stop());

test.each(jsonPathCases)("$name", async ({ states, input, expected }) => {
  workflows = createWorkflows();
  expect(await workflows.run(states, input, "JSONPath")).toMatchObject(expected);
});

test("a task gets Parameters with its token, and its result is selected and put into the input", async () => {
  workflows = createWorkflows({
    sqs: { SendMessage: () => ({ MessageId: "m-1", MD5OfMessageBody: "x" }) },
  });
  const machine = await workflows.machine("Asks", {
    QueryLanguage: "JSONPath",
    StartAt: "Ask",
    States: {
      Ask: {
        Type: "Task",
        Resource: "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
        TimeoutSecondsPath: "$.limit",
        HeartbeatSecondsPath: "$.beat",
        Parameters: { "QueueUrl.$": "$.url", MessageBody: { "token.$": "$$.Task.Token", "n.$": "$.n" } },
        ResultSelector: { "answer.$": "$.said" },
        ResultPath: "$.reply",
        End: true,
      },
    },
  });
  const execution = await workflows.start(machine, { url: "https://q", n: 1, limit: 60, beat: 30 });
  const sent = await workflows.cloud.journal.waitFor((hop) => hop.action === "SendMessage");
  const { QueueUrl, MessageBody } = sent.input as { QueueUrl: string; MessageBody: string };
  const { token, n } = JSON.parse(MessageBody) as { token: string; n: number };
  expect({ QueueUrl, n }).toEqual({ QueueUrl: "https://q", n: 1 });
  await workflows.call("SendTaskSuccess", { taskToken: token, output: '{"said":"yes"}' });
  expect((await workflows.end(execution)).output).toMatchObject({ n: 1, reply: { answer: "yes" } });
});

test("a heartbeat that TimeoutSecondsPath and HeartbeatSecondsPath wait for ends the task", async () => {
  workflows = createWorkflows({ sqs: { SendMessage: () => ({ MessageId: "m-1" }) } });
  const machine = await workflows.machine("Beats", {
    QueryLanguage: "JSONPath",
    StartAt: "Ask",
    States: {
      Ask: {
        Type: "Task",
        Resource: "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
        HeartbeatSecondsPath: "$.beat",
        Parameters: { QueueUrl: "https://q", "MessageBody.$": "$$.Task.Token" },
        Catch: [{ ErrorEquals: ["States.HeartbeatTimeout"], Next: "Late", ResultPath: "$.failure" }],
        End: true,
      },
      Late: { Type: "Pass", OutputPath: "$.failure.Error", End: true },
    },
  });
  const execution = await workflows.start(machine, { beat: 30 });
  await workflows.cloud.journal.waitFor((hop) => hop.action === "SendMessage");
  await workflows.idle();
  workflows.cloud.clock.advance(30_000);
  expect((await workflows.end(execution)).output).toBe("States.Timeout");
});

test("a TimeoutSecondsPath to nothing fails the execution before anything is called", async () => {
  workflows = createWorkflows({ sqs: { SendMessage: () => ({}) } });
  const ended = await workflows.run(
    {
      task: {
        Type: "Task",
        Resource: "arn:aws:states:::sqs:sendMessage",
        TimeoutSecondsPath: "$.NoSuchPath",
      },
    },
    {},
    "JSONPath",
  );
  expect(ended).toMatchObject({
    error: "States.Runtime",
    cause:
      "An error occurred while executing the state 'task' (entered at the event id #2). Invalid path '$.NoSuchPath' : No results for path: $['NoSuchPath']",
  });
});

test("Retry counts in $$.State.RetryCount, and Credentials are taken from the input", async () => {
  const roles: unknown[] = [];
  let calls = 0;
  workflows = createWorkflows({
    sqs: {
      SendMessage: (_, caller) => {
        roles.push(caller.principal);
        calls += 1;
        if (calls < 2) throw new AwsError("ServiceUnavailable", "later");
        return { MessageId: "m" };
      },
    },
  });
  const machine = await workflows.machine("Retries", {
    QueryLanguage: "JSONPath",
    StartAt: "Ask",
    States: {
      Ask: {
        Type: "Task",
        Resource: "arn:aws:states:::sqs:sendMessage",
        Credentials: { "RoleArn.$": "$.role" },
        Parameters: { QueueUrl: "https://q", "MessageBody.$": "States.JsonToString($$.State.RetryCount)" },
        Retry: [{ ErrorEquals: ["States.ALL"], IntervalSeconds: 1 }],
        ResultPath: null,
        End: true,
      },
    },
  });
  const role = "arn:aws:iam::000000000000:role/other";
  const execution = await workflows.start(machine, { role });
  await workflows.cloud.journal.waitFor((hop) => hop.action === "SendMessage" && hop.error !== undefined);
  await workflows.idle();
  workflows.cloud.clock.advance(1000);
  expect((await workflows.end(execution)).output).toEqual({ role });
  expect(roles).toEqual([
    { kind: "role", arn: role },
    { kind: "role", arn: role },
  ]);
  const bodies = workflows.cloud.journal
    .hops()
    .filter((hop) => hop.action === "SendMessage")
    .map((hop) => (hop.input as { MessageBody: string }).MessageBody);
  expect(bodies).toEqual(["0", "1"]);
});
