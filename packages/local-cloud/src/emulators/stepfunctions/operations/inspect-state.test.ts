import { afterEach, beforeEach, expect, test } from "vitest";
import { createWorkflows } from "../../../testing/workflows.ts";

let workflows: ReturnType<typeof createWorkflows>;
let sent: unknown[];
beforeEach(() => {
  sent = [];
  workflows = createWorkflows({
    sqs: {
      SendMessage: (input) => {
        sent.push(input);
        return { MessageId: "m-1" };
      },
    },
  });
});
afterEach(() => workflows.stop());

interface Answer {
  readonly status: string;
  readonly inspectionData: Readonly<Record<string, unknown>>;
}

const inspect = async (definition: object, input: unknown, more: object = {}): Promise<Answer> => {
  const answer = (await workflows.call("TestState", {
    definition: JSON.stringify(definition),
    roleArn: "arn:aws:iam::000000000000:role/r",
    input: JSON.stringify(input),
    inspectionLevel: "DEBUG",
    ...more,
  })) as unknown as Answer;
  const data = Object.entries(answer.inspectionData).map(([name, value]) => [
    name,
    typeof value === "string" ? JSON.parse(value) : value,
  ]);
  return { ...answer, inspectionData: Object.fromEntries(data) };
};

const send = {
  Type: "Task",
  Resource: "arn:aws:states:::sqs:sendMessage",
  InputPath: "$.order",
  Parameters: { QueueUrl: "https://q", "MessageBody.$": "$.id" },
  ResultSelector: { "sent.$": "$.MessageId" },
  ResultPath: "$.receipt",
  Next: "After",
};

test("each step of a state's input and result in JSONPath is shown", async () => {
  const input = { order: { id: "ord-1" } };
  expect(await inspect(send, input)).toMatchObject({
    status: "SUCCEEDED",
    inspectionData: {
      input,
      afterInputPath: { id: "ord-1" },
      afterParameters: { QueueUrl: "https://q", MessageBody: "ord-1" },
      result: { MessageId: "m-1" },
      afterResultSelector: { sent: "m-1" },
      afterResultPath: { order: { id: "ord-1" }, receipt: { sent: "m-1" } },
      variables: {},
    },
  });
  expect(sent).toHaveLength(1);
});

test("of JSONata it is the arguments, the result and the variables", async () => {
  const state = {
    Type: "Task",
    QueryLanguage: "JSONata",
    Resource: "arn:aws:states:::sqs:sendMessage",
    Arguments: { QueueUrl: "https://q", MessageBody: "{% $states.input.id & $suffix %}" },
    Assign: { receipt: "{% $states.result.MessageId %}" },
    End: true,
  };
  const answer = await inspect(
    state,
    { id: "ord-1" },
    { variables: '{"suffix":"!"}', inspectionLevel: "TRACE" },
  );
  expect(answer.inspectionData).toEqual({
    input: { id: "ord-1" },
    afterArguments: { QueueUrl: "https://q", MessageBody: "ord-1!" },
    result: { MessageId: "m-1" },
    variables: { suffix: "!", receipt: "m-1" },
  });
});

test("what a failing state came to is shown up to where it failed", async () => {
  const { status, inspectionData } = await inspect(
    { ...send, Parameters: { "a.$": "$.none" } },
    { order: {} },
  );
  expect([status, inspectionData.afterInputPath, inspectionData.afterParameters]).toEqual([
    "FAILED",
    {},
    undefined,
  ]);
});

test("a mock stands in for a call, with a context object of its own", async () => {
  const state = {
    Type: "Task",
    Resource: "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
    Parameters: {
      QueueUrl: "https://q",
      MessageBody: { "token.$": "$$.Task.Token", "by.$": "$$.Execution.Name" },
    },
    End: true,
  };
  const context = JSON.stringify({ Task: { Token: "t-1" }, Execution: { Name: "e-1" } });
  const answer = await inspect(state, {}, { mock: { result: '{"paid":true}' }, context });
  expect(answer).toMatchObject({
    status: "SUCCEEDED",
    output: '{"paid":true}',
    inspectionData: { afterParameters: { MessageBody: { token: "t-1", by: "e-1" } }, result: { paid: true } },
  });
  expect(sent).toEqual([]);
});

test("a mocked error is retried, then caught, as often as the state says", async () => {
  const state = {
    ...send,
    InputPath: "$",
    Parameters: {},
    Retry: [{ ErrorEquals: ["Busy"], IntervalSeconds: 2, BackoffRate: 3, MaxAttempts: 2 }],
    Catch: [
      { ErrorEquals: ["Other"], Next: "Other" },
      { ErrorEquals: ["States.ALL"], Next: "Caught" },
    ],
  };
  const mock = { errorOutput: { error: "Busy", cause: "later" } };
  const after = (retrierRetryCount: number) =>
    inspect(state, {}, { mock, stateConfiguration: { retrierRetryCount } });
  expect(await after(1)).toMatchObject({
    status: "RETRIABLE",
    error: "Busy",
    cause: "later",
    inspectionData: { errorDetails: { retryIndex: 0, retryBackoffIntervalSeconds: 6 } },
  });
  expect(await after(2)).toMatchObject({
    status: "CAUGHT_ERROR",
    nextState: "Caught",
    inspectionData: { errorDetails: { catchIndex: 1 } },
  });
});

const each = {
  Type: "Map",
  ItemsPath: "$.items",
  ItemSelector: { "n.$": "$$.Map.Item.Value", "at.$": "$$.Map.Item.Index", "all.$": "$.name" },
  MaxConcurrency: 3,
  ToleratedFailureCountPath: "$.tolerated",
  ItemProcessor: {
    ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" },
    StartAt: "Do",
    States: { Do: { Type: "Pass", End: true } },
  },
  End: true,
};

test("of a mocked Map the inputs of its iterations are shown, and the failures it does not tolerate fail it", async () => {
  const input = { name: "x", items: [5, 6], tolerated: 1 };
  const mock = { result: "[1,2]" };
  const failing = (mapIterationFailureCount: number) =>
    inspect(each, input, { mock, stateConfiguration: { mapIterationFailureCount } });
  expect(await failing(1)).toMatchObject({
    status: "SUCCEEDED",
    output: "[1,2]",
    inspectionData: {
      afterItemsPath: [5, 6],
      afterItemSelector: [
        { n: 5, at: 0, all: "x" },
        { n: 6, at: 1, all: "x" },
      ],
      maxConcurrency: 3,
      toleratedFailureCount: 1,
    },
  });
  expect(await failing(2)).toMatchObject({
    status: "FAILED",
    error: "States.ExceedToleratedFailureThreshold",
  });
  await expect(inspect(each, input, { mock: { result: "{}" } })).rejects.toMatchObject({
    code: "ValidationException",
  });
});

test("a mocked Parallel in JSONata goes on with its result", async () => {
  const branch = (name: string) => ({ StartAt: name, States: { [name]: { Type: "Pass", End: true } } });
  const state = {
    Type: "Parallel",
    QueryLanguage: "JSONata",
    Branches: [branch("A"), branch("B")],
    Output: "{% $sum($states.result) %}",
    End: true,
  };
  expect(await inspect(state, {}, { mock: { result: "[20,22]" } })).toMatchObject({ output: "42" });
});
