import { afterEach, beforeEach, expect, test } from "vitest";
import { AwsError } from "../../../core/aws-error.ts";
import { createWorkflows } from "../../../testing/workflows.ts";

let workflows: ReturnType<typeof createWorkflows>;
beforeEach(() => {
  workflows = createWorkflows({
    sqs: {
      SendMessage: ({ MessageBody }) => {
        if (MessageBody === "fail") throw new AwsError("ServiceUnavailable", "later");
        return { MessageId: "m-1" };
      },
    },
  });
});
afterEach(() => workflows.stop());

const testState = (definition: object, input: unknown = {}, more: object = {}) =>
  workflows.call("TestState", {
    definition: JSON.stringify(definition),
    roleArn: "arn:aws:iam::000000000000:role/r",
    input: JSON.stringify(input),
    ...more,
  });
const send = {
  Type: "Task",
  Resource: "arn:aws:states:::sqs:sendMessage",
  Parameters: { QueueUrl: "https://q", "MessageBody.$": "$.body" },
  Next: "After",
};

test.each([
  [
    { Type: "Pass", Parameters: { "n.$": "States.MathAdd($.n, 1)" }, Next: "After" },
    { n: 1 },
    { status: "SUCCEEDED", output: '{"n":2}', nextState: "After" },
  ],
  [
    { Type: "Pass", QueryLanguage: "JSONata", Output: "{% $states.input.n + 1 %}", End: true },
    { n: 1 },
    { status: "SUCCEEDED", output: "2", nextState: undefined },
  ],
  [
    { Type: "Choice", Choices: [{ Variable: "$.n", NumericEquals: 1, Next: "One" }], Default: "Other" },
    { n: 1 },
    { status: "SUCCEEDED", output: '{"n":1}', nextState: "One" },
  ],
  [
    { Type: "Choice", Choices: [{ Variable: "$.n", NumericEquals: 1, Next: "One" }], Default: "Other" },
    { n: 2 },
    { status: "SUCCEEDED", nextState: "Other" },
  ],
  [{ Type: "Fail", Error: "Own", Cause: "why" }, {}, { status: "FAILED", error: "Own", cause: "why" }],
  [{ Type: "Succeed" }, { a: 1 }, { status: "SUCCEEDED", output: '{"a":1}' }],
  [send, { body: "hi" }, { status: "SUCCEEDED", nextState: "After" }],
  [send, { body: "fail" }, { status: "FAILED", error: expect.stringContaining("ServiceUnavailable") }],
  [
    { ...send, Retry: [{ ErrorEquals: ["States.ALL"] }] },
    { body: "fail" },
    { status: "RETRIABLE", error: expect.stringContaining("ServiceUnavailable") },
  ],
  [
    { ...send, Catch: [{ ErrorEquals: ["States.ALL"], ResultPath: "$.failure", Next: "Caught" }] },
    { body: "fail" },
    { status: "CAUGHT_ERROR", nextState: "Caught", error: expect.stringContaining("ServiceUnavailable") },
  ],
  [{ Type: "Pass", InputPath: "$.none", End: true }, {}, { status: "FAILED", error: "States.Runtime" }],
])("%j of %j", async (definition, input, expected) => {
  expect(await testState(definition, input)).toMatchObject(expected);
});

test("a state of a whole machine is tested with the variables it is given", async () => {
  const whole = {
    QueryLanguage: "JSONata",
    StartAt: "A",
    States: { A: { Type: "Pass", Next: "B" }, B: { Type: "Pass", Output: "{% $total * 2 %}", End: true } },
  };
  expect(await testState(whole, {}, { stateName: "B", variables: '{"total":21}' })).toMatchObject({
    status: "SUCCEEDED",
    output: "42",
  });
});

test.each([
  [{ Type: "Map", End: true }, {}, "ValidationException"],
  [
    { Type: "Task", Resource: "arn:aws:states:::sqs:sendMessage.waitForTaskToken", End: true },
    {},
    "ValidationException",
  ],
  [{ Type: "Nap", End: true }, {}, "InvalidDefinition"],
  [{ Type: "Pass", End: true }, { input: "{" }, "InvalidExecutionInput"],
  [{ Type: "Pass", End: true }, { inspectionLevel: "ALL" }, "ValidationException"],
  [{ Type: "Pass", End: true }, { mock: { result: "1" } }, "ValidationException"],
  [{ Type: "Pass", End: true }, { context: "{}" }, "ValidationException"],
  [send, { mock: { result: "{}", errorOutput: { error: "Own" } } }, "ValidationException"],
  [send, { mock: { result: "{" } }, "ValidationException"],
  [send, { variables: "1" }, "ValidationException"],
  [{ StartAt: "A", States: { A: { Type: "Pass", End: true } } }, {}, "ValidationException"],
  [{ StartAt: "A", States: { A: { Type: "Pass", End: true } } }, { stateName: "B" }, "InvalidDefinition"],
])("%j with %j is refused", async (definition, more, code) => {
  await expect(testState(definition, {}, more)).rejects.toMatchObject({ code });
});
