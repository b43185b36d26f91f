import { expect, test } from "vitest";
import { services } from "../../registry.ts";
import { compileDryRun, type DryCall, type DryOutcome } from "./dry-run.ts";

const now = Date.parse("2026-11-23T07:30:00.000Z");

const dryRun = async (
  States: Record<string, object>,
  task: (call: DryCall) => DryOutcome = () => ({ answer: { output: {} } }),
  input: unknown = {},
) => {
  const definition = JSON.stringify({ QueryLanguage: "JSONata", StartAt: Object.keys(States)[0], States });
  const { run, problems } = compileDryRun(definition, {
    arn: "arn:aws:states:eu-west-1:000000000000:stateMachine:Bake",
    name: "Bake",
    type: "STANDARD",
    now,
    services,
  });
  if (!run) throw new Error(problems[0]?.message);
  return run(input, async (call) => task(call));
};

const put = {
  Type: "Task",
  Resource: "arn:aws:states:::aws-sdk:dynamodb:putItem",
  Arguments: { TableName: "loaves", Item: "{% $states.input.item %}" },
};
const ask = {
  Type: "Task",
  Resource: "arn:aws:states:::events:putEvents.waitForTaskToken",
  Arguments: { Entries: [{ Detail: { token: "{% $states.context.Task.Token %}" } }] },
};

test("shows a call as its service would get it, and goes on with the answer", async () => {
  const calls: DryCall[] = [];
  const result = await dryRun(
    { Put: { ...put, Output: "{% $states.result.Attributes %}", End: true } },
    (call) => {
      calls.push(call);
      return { answer: { output: { Attributes: { sku: { S: "rye" } } } } };
    },
    { item: { sku: { S: "rye" } } },
  );

  expect(calls).toMatchObject([
    {
      state: "Put",
      service: "dynamodb",
      operation: "PutItem",
      input: { TableName: "loaves", Item: { sku: { S: "rye" } } },
      waits: false,
    },
  ]);
  expect(result).toEqual({
    status: "SUCCEEDED",
    output: { sku: { S: "rye" } },
    entered: ["Put"],
    failures: [],
  });
});

test("an error is retried as the state says, then caught; the attempts are one visit", async () => {
  const visits: number[] = [];
  const failing = {
    ...put,
    Retry: [{ ErrorEquals: ["States.ALL"], IntervalSeconds: 60, MaxAttempts: 2 }],
    Catch: [{ ErrorEquals: ["States.ALL"], Output: "{% $states.errorOutput.Error %}", Next: "Sorry" }],
    End: true,
  };
  const result = await dryRun(
    { Put: failing, Sorry: { Type: "Succeed" } },
    ({ visit, caught }) => {
      expect(caught).toEqual(["States.ALL"]);
      visits.push(visit);
      return { answer: { error: "DynamoDb.ThrottlingException", cause: "Slow down" } };
    },
    { item: {} },
  );

  expect(result).toMatchObject({ status: "SUCCEEDED", output: "DynamoDb.ThrottlingException" });
  expect(result.entered).toEqual(["Put", "Sorry"]);
  expect(visits.length).toBe(3);
  expect(new Set(visits).size).toBe(1);
});

test("a task that waits is given its reply, or times out", async () => {
  const waiting = {
    Ask: {
      ...ask,
      TimeoutSeconds: 180,
      Catch: [
        { ErrorEquals: ["States.Timeout"], Output: "{% $now() %}", Next: "Late" },
        { ErrorEquals: ["Refused"], Output: "{% $states.errorOutput.Cause %}", Next: "Late" },
      ],
      End: true,
    },
    Late: { Type: "Succeed" },
  };
  const sent = { answer: { output: { FailedEntryCount: 0, Entries: [{ EventId: "1" }] } } };
  const withReply = async (reply?: DryOutcome["reply"]) => {
    const { status, output } = await dryRun(waiting, ({ waits }) => {
      expect(waits).toBe(true);
      return { ...sent, reply };
    });
    return [status, output];
  };

  expect(await withReply({ output: "yes" })).toEqual(["SUCCEEDED", "yes"]);
  expect(await withReply({ error: "Refused", cause: "no flour" })).toEqual(["SUCCEEDED", "no flour"]);
  expect(await withReply()).toEqual(["SUCCEEDED", "2026-11-23T07:33:00.000Z"]);
});

test("names the expressions that fail", async () => {
  const { status, failures } = await dryRun({
    Read: { Type: "Pass", Output: "{% $states.input.loaf %}", End: true },
  });

  expect(status).toBe("FAILED");
  expect(failures).toMatchObject([
    { state: "Read", message: expect.stringContaining("returned nothing (undefined)") },
  ]);
});

test("ends what would never end", async () => {
  const loop = {
    Again: { Type: "Choice", Choices: [{ Condition: "{% true %}", Next: "Again" }], Default: "Over" },
    Over: { Type: "Succeed" },
  };
  const sent = { answer: { output: { FailedEntryCount: 0 } } };

  expect((await dryRun(loop)).status).toBe("TIMED_OUT");
  expect((await dryRun({ Ask: { ...ask, End: true } }, () => sent)).status).toBe("TIMED_OUT");
});
