import { describe, expect, test } from "vitest";
import { AwsError } from "../../core/aws-error.ts";
import { arns, change, createPipeFixture, discarded, message, streamBatch } from "./pipe.fixture.ts";

const succeeded = (output: unknown) => () => ({ status: "SUCCEEDED", output: JSON.stringify(output) });
const causes = [7];

describe("a state machine", () => {
  test("gets an array also for one record, as the pipe's role", async () => {
    const { start, received, cloud } = createPipeFixture({ StartSyncExecution: succeeded(null) });
    const { queue } = await start();
    const record = message("m-1", '{"n":1}');
    expect(await queue.handle({ records: [record], causes })).toEqual([]);
    expect(received).toHaveLength(1);
    expect(received[0]).toMatchObject({
      operation: "StartSyncExecution",
      input: { stateMachineArn: arns.machine, input: JSON.stringify([record]) },
      caller: { principal: { kind: "role", arn: arns.role } },
    });
    const [batch, call] = cloud.journal.hops();
    expect(batch).toMatchObject({ service: "pipes", action: "HandleBatch", causes, source: arns.queue });
    expect(call).toMatchObject({ action: "StartSyncExecution", causes: [batch!.id] });
  });

  test("is only started when nobody waits for it", async () => {
    const { start, received } = createPipeFixture();
    const { queue } = await start({
      targetParameters: { stepFunctionStateMachineParameters: { invocationType: "FIRE_AND_FORGET" } },
    });
    expect(await queue.handle({ records: [message("m-1", "x")], causes })).toEqual([]);
    expect(received[0]!.operation).toBe("StartExecution");
  });

  test("that fails, fails the batch", async () => {
    const { start, cloud } = createPipeFixture({
      StartSyncExecution: () => ({ status: "FAILED", error: "OutOfStock", cause: "no buns" }),
    });
    const { queue } = await start();
    await expect(queue.handle({ records: [message("m-1", "x")], causes })).rejects.toMatchObject({
      code: "OutOfStock",
    });
    expect(cloud.journal.hops()[0]!.error).toEqual({
      code: "OutOfStock",
      message: `${arns.machine} ended FAILED: no buns`,
    });
  });

  test("names the messages that failed", async () => {
    const { start } = createPipeFixture({
      StartSyncExecution: succeeded({ batchItemFailures: [{ itemIdentifier: "m-2" }] }),
    });
    const { queue } = await start();
    expect(await queue.handle({ records: [message("m-1", "x"), message("m-2", "y")], causes })).toEqual([
      "m-2",
    ]);
  });

  test("names stream records by eventID", async () => {
    const { start } = createPipeFixture({
      StartSyncExecution: succeeded({ batchItemFailures: [{ itemIdentifier: "e-2" }] }),
    });
    const { stream } = await start({
      source: arns.stream,
      sourceParameters: { dynamodbStreamParameters: { startingPosition: "LATEST" } },
    });
    const batch = streamBatch(causes, change("e-1", "100"), change("e-2", "200"));
    expect(await stream.handle(batch)).toEqual({ failed: ["200"] });
  });

  test.each([
    ["nothing failed", { batchItemFailures: [] }],
    ["no list", { batchItemFailures: null }],
    ["something else", "fine"],
  ])("succeeds with %s", async (_, output) => {
    const { start } = createPipeFixture({ StartSyncExecution: succeeded(output) });
    const { queue } = await start();
    expect(await queue.handle({ records: [message("m-1", "x")], causes })).toEqual([]);
  });

  test.each([[""], [null], ["m-9"], [undefined]])(
    "with the item identifier %j fails the batch",
    async (itemIdentifier) => {
      const { start } = createPipeFixture({
        StartSyncExecution: succeeded({ batchItemFailures: [{ itemIdentifier }] }),
      });
      const { queue } = await start();
      await expect(queue.handle({ records: [message("m-1", "x")], causes })).rejects.toThrow(
        "so all of it failed",
      );
    },
  );
});

describe("a function", () => {
  test("is waited for, and names what failed", async () => {
    const { start, received } = createPipeFixture({
      Invoke: () => ({ StatusCode: 200, Payload: '{"batchItemFailures":[{"itemIdentifier":"m-1"}]}' }),
    });
    const { queue } = await start({ target: arns.function });
    expect(await queue.handle({ records: [message("m-1", "x")], causes })).toEqual(["m-1"]);
    expect(received[0]!.input).toMatchObject({
      FunctionName: arns.function,
      InvocationType: "RequestResponse",
    });
  });

  test("that throws, fails the batch", async () => {
    const { start } = createPipeFixture({
      Invoke: () => ({
        FunctionError: "Unhandled",
        Payload: '{"errorType":"TypeError","errorMessage":"no bun"}',
      }),
    });
    const { queue } = await start({ target: arns.function });
    await expect(queue.handle({ records: [message("m-1", "x")], causes })).rejects.toThrow("failed: no bun");
  });
});

describe("a queue", () => {
  const records = Array.from({ length: 12 }, (_, n) => message(`m-${n}`, JSON.stringify({ id: `o-${n}` })));

  test("gets each record as a message, ten at a time", async () => {
    const { start, received } = createPipeFixture();
    const { queue } = await start({
      target: arns.outQueue,
      targetParameters: {
        inputTemplate: '{"id": <$.body.id>}',
        sqsQueueParameters: { messageGroupId: "$.body.id", messageDeduplicationId: "$.messageId" },
      },
    });
    expect(await queue.handle({ records, causes })).toEqual([]);
    expect(received.map(({ input }) => (input.Entries as unknown[]).length)).toEqual([10, 2]);
    expect(received[1]!.input).toMatchObject({
      QueueUrl: "http://127.0.0.1:4566/000000000000/out",
      Entries: [
        { Id: "0", MessageBody: '{"id": "o-10"}', MessageGroupId: "o-10", MessageDeduplicationId: "m-10" },
        { Id: "1", MessageBody: '{"id": "o-11"}' },
      ],
    });
  });

  test("refuses single messages", async () => {
    const { start } = createPipeFixture({
      SendMessageBatch: () => ({ Failed: [{ Id: "1", Code: "TooBig" }] }),
    });
    const { queue } = await start({ target: arns.outQueue });
    expect(await queue.handle({ records: records.slice(0, 3), causes })).toEqual(["m-1"]);
  });
});

test("a topic gets each record, and may refuse some", async () => {
  const { start } = createPipeFixture({
    Publish: ({ Message }) => {
      if (String(Message).includes("bad")) throw new AwsError("InternalError", "no", { status: 500 });
      return {};
    },
  });
  const { queue } = await start({ target: arns.topic });
  expect(await queue.handle({ records: [message("m-1", "good"), message("m-2", "bad")], causes })).toEqual([
    "m-2",
  ]);
  await expect(queue.handle({ records: [message("m-2", "bad")], causes })).rejects.toThrow("no");
});

test("a bus gets events with source and detail type read from the record", async () => {
  const { start, received } = createPipeFixture({
    PutEvents: () => ({ Entries: [{ EventId: "1" }, { ErrorCode: "MalformedDetail", ErrorMessage: "no" }] }),
  });
  const { stream } = await start({
    source: arns.stream,
    sourceParameters: { dynamodbStreamParameters: { startingPosition: "TRIM_HORIZON" } },
    target: arns.bus,
    targetParameters: {
      inputTemplate: '{"id": <$.dynamodb.NewImage.id.S>}',
      eventbridgeEventBusParameters: {
        source: "$.dynamodb.NewImage.source.S",
        detailType: "Placed",
        resources: ["$.eventID"],
      },
    },
  });
  const image = { id: { S: "o-1" }, source: { S: "bakery" } };
  const batch = streamBatch(causes, change("e-1", "1", image), change("e-2", "2", image));
  expect(await stream.handle(batch)).toEqual({ failed: ["2"] });
  expect(received[0]!.input).toMatchObject({
    Entries: [
      {
        EventBusName: arns.bus,
        Source: "bakery",
        DetailType: "Placed",
        Detail: '{"id": "o-1"}',
        Resources: ["e-1"],
      },
      { Resources: ["e-2"] },
    ],
  });
});

describe("an enrichment", () => {
  const enriching = (payload: string) =>
    createPipeFixture({ Invoke: () => ({ Payload: payload }), StartSyncExecution: succeeded(null) });
  const properties = {
    enrichment: arns.function,
    enrichmentParameters: { inputTemplate: '{"n": <$.body.n>}' },
    targetParameters: { inputTemplate: '{"twice": <$.twice>}' },
  };
  const records = [message("m-1", '{"n":1}'), message("m-2", '{"n":2}')];

  test("makes the events of the target", async () => {
    const { start, received } = enriching('[{"twice":2},{"twice":4}]');
    const { queue } = await start(properties);
    await queue.handle({ records, causes });
    expect(received.map(({ input }) => input.Payload ?? input.input)).toEqual([
      '[{"n": 1},{"n": 2}]',
      '[{"twice": 2},{"twice": 4}]',
    ]);
  });

  test.each(['""', "{}", "[]", ""])("that answers %j ends the batch", async (payload) => {
    const { start, received } = enriching(payload);
    const { queue } = await start(properties);
    expect(await queue.handle({ records, causes })).toEqual([]);
    expect(received.map(({ operation }) => operation)).toEqual(["Invoke"]);
  });

  test("that answers with one empty object calls the target", async () => {
    const { start, received } = enriching("[{}]");
    const { queue } = await start({ ...properties, targetParameters: {} });
    await queue.handle({ records, causes });
    expect(received[1]!.input.input).toBe("[{}]");
  });
});

test("filters with the smaller pattern language", async () => {
  const { start } = createPipeFixture();
  const { queue } = await start({
    sourceParameters: { filterCriteria: { filters: [{ pattern: '{"body":{"kind":["order"]}}' }] } },
  });
  expect(queue.filter?.(message("m-1", '{"kind":"order"}'))).toBe(true);
  expect(queue.filter?.(message("m-1", '{"kind":"bun"}'))).toBe(false);
});

test("hands source settings to the poller", async () => {
  const { start } = createPipeFixture();
  const { stream } = await start({
    source: arns.stream,
    sourceParameters: {
      dynamodbStreamParameters: {
        startingPosition: "TRIM_HORIZON",
        batchSize: 5,
        maximumBatchingWindowInSeconds: 2,
        maximumRetryAttempts: 3,
        maximumRecordAgeInSeconds: 60,
        onPartialBatchItemFailure: "AUTOMATIC_BISECT",
        parallelizationFactor: 10,
      },
    },
  });
  expect(stream).toMatchObject({
    source: { arn: arns.stream },
    batchSize: 5,
    batchWindowMs: 2000,
    parallelizationFactor: 10,
    maximumRetryAttempts: 3,
    maximumRecordAgeSeconds: 60,
    bisectOnError: true,
  });
});

test("tells the dead-letter queue where discarded records are", async () => {
  const { start, received } = createPipeFixture();
  const { stream } = await start({
    source: arns.stream,
    sourceParameters: {
      dynamodbStreamParameters: { startingPosition: "LATEST", deadLetterConfig: { arn: arns.outQueue } },
    },
  });
  const records = [change("e-1", "100"), change("e-2", "200")];
  await stream.onDiscard(discarded(causes, "RetryAttemptsExhausted", ...records));
  expect(received[0]).toMatchObject({ operation: "SendMessage", caller: { principal: { arn: arns.role } } });
  expect(JSON.parse(String(received[0]!.input.MessageBody))).toMatchObject({
    context: {
      condition: "RetryAttemptsExhausted",
      partnerResourceArn: "arn:aws:pipes:eu-west-1:000000000000:pipe/relay",
    },
    DDBStreamBatchInfo: {
      startSequenceNumber: "100",
      endSequenceNumber: "200",
      approximateArrivalOfFirstRecord: "2023-11-14T22:13:20.000Z",
      batchSize: 2,
      streamArn: arns.stream,
    },
  });
});

test("says that discarded records are lost without a dead-letter queue", async () => {
  const { start, cloud } = createPipeFixture();
  const { stream } = await start({
    source: arns.stream,
    sourceParameters: { dynamodbStreamParameters: { startingPosition: "LATEST" } },
  });
  await stream.onDiscard(discarded(causes, "RecordAgeExceeded", change("e-1", "1")));
  expect(cloud.warnings[0]).toContain("They are lost, since the pipe has no dead-letter queue.");
});

test("fails a batch its template broke, and says so", async () => {
  const { start, cloud, received } = createPipeFixture();
  const { queue } = await start({ targetParameters: { inputTemplate: '{"text": "<$.body>"}' } });
  await expect(queue.handle({ records: [message("m-1", 'a "bun"')], causes })).rejects.toThrow(
    "gave no valid JSON",
  );
  expect(received).toEqual([]);
  expect(cloud.warnings[0]).toContain('{"text": "a "bun""}');
});

test("tells about a missing permission, which AWS retries in silence", async () => {
  const { start, cloud } = createPipeFixture({
    StartSyncExecution: () => {
      throw new AwsError("AccessDeniedException", "role pipe may not states:StartSyncExecution");
    },
  });
  const { queue } = await start();
  await expect(queue.handle({ records: [message("m-1", "x")], causes })).rejects.toThrow("may not");
  expect(cloud.warnings).toEqual([
    `Pipe relay cannot deliver to ${arns.machine}: NO_PERMISSIONS, role pipe may not states:StartSyncExecution`,
  ]);
});

test("tells about a refusal that no further try will change", async () => {
  const { start, cloud } = createPipeFixture({
    SendMessageBatch: () => {
      throw new AwsError("MissingParameter", "The request must contain the parameter MessageGroupId.");
    },
  });
  const { queue } = await start({ target: arns.outQueue });
  await expect(queue.handle({ records: [message("m-1", "x")], causes })).rejects.toThrow("MessageGroupId");
  expect(cloud.warnings[0]).toMatch(/^Pipe relay cannot deliver to .*: SDK_CLIENT_ERROR, .*MessageGroupId/);
});

test.each([
  [{}, /^Pipe relay: its target .* is a Standard state machine, which gives no answer/],
  [{ enrichment: arns.machine, target: arns.outQueue }, /^Pipe relay: its enrichment .* only Express ones/],
])("refuses to wait for a Standard state machine: %j", async (properties, reason) => {
  const { start, cloud } = createPipeFixture();
  const machine = {
    name: "Relay",
    urn: "relay",
    id: arns.machine,
    inputs: {},
    outputs: { arn: arns.machine },
  };
  Object.assign(cloud.graph, { resources: [{ type: "aws:sfn/stateMachine:StateMachine", ...machine }] });
  await expect(start(properties)).rejects.toThrow(reason);
  await start({
    targetParameters: { stepFunctionStateMachineParameters: { invocationType: "FIRE_AND_FORGET" } },
  });
});

test.each([
  ["source", { source: "arn:aws:kafka:eu-west-1:000000000000:cluster/s" }, "its source is arn:aws:kafka"],
  ["target", { target: "arn:aws:sns:eu-west-1:000000000000:news.fifo" }, "its target is arn:aws:sns"],
  ["enrichment", { enrichment: arns.topic }, "its enrichment is arn:aws:sns"],
  ["stream settings", { source: arns.stream }, "dynamodbStreamParameters must say where to start"],
  [
    "batch",
    { sourceParameters: { sqsQueueParameters: { batchSize: 11 } } },
    "needs maximumBatchingWindowInSeconds",
  ],
  [
    "filter key",
    { sourceParameters: { filterCriteria: { filters: [{ pattern: '{"eventID":["1"]}' }] } } },
    "looks at eventID, by which pipes do not filter",
  ],
  [
    "filter operator",
    { sourceParameters: { filterCriteria: { filters: [{ pattern: '{"body":[{"wildcard":"*"}]}' }] } } },
    "wildcard is not supported in filters",
  ],
])("refuses a wrong %s, naming the pipe", async (_, properties, reason) => {
  const { start } = createPipeFixture();
  await expect(start(properties)).rejects.toThrow(/^Pipe relay: /);
  await expect(start(properties)).rejects.toThrow(reason);
});
