import { afterAll, beforeAll, expect, test } from "vitest";
import { startKinesis } from "./kinesis.fixture.ts";
import { refusals } from "./refusals.cases.ts";

let kinesis: Awaited<ReturnType<typeof startKinesis>>;
beforeAll(async () => {
  kinesis = await startKinesis();
  await kinesis.stream("clicks");
});
afterAll(() => kinesis.stop());

test.each(refusals)("$operation refuses $what", async ({ operation, input, type, message }) => {
  expect(await kinesis.call(operation, input)).toMatchObject({
    status: 400,
    body: { __type: type, message },
  });
});

/** What inputs of any of the operations have. */
const members =
  `StreamName StreamARN StreamId Records Data PartitionKey ExplicitHashKey SequenceNumberForOrdering ShardId
  ShardIterator ShardIteratorType StartingSequenceNumber Timestamp Limit ExclusiveStartShardId NextToken MaxResults
  ShardFilter StreamCreationTimestamp ShardCount StreamModeDetails MaxRecordSizeInKiB Tags TagKeys ResourceARN Policy
  ConsumerARN ConsumerName StartingPosition RetentionPeriodHours ShardLevelMetrics EncryptionType KeyId ShardToSplit
  NewStartingHashKey ShardToMerge AdjacentShardToMerge TargetShardCount ScalingType ExclusiveStartTagKey`.split(
    /\s+/,
  );
const values: unknown[] = [
  null,
  0,
  -1,
  1e308,
  true,
  "",
  "clicks",
  "arn:aws:kinesis:eu-west-1:000000000000:stream/clicks",
  "arn:aws:kinesis:eu-west-1:000000000000:stream/clicks/consumer/x:1",
  "__proto__",
  "TRIM_HORIZON",
  "9".repeat(60),
  "\u0000\ud800",
  "a".repeat(3000),
  [],
  {},
  [null],
  [{}],
  [{ Data: {}, PartitionKey: [] }],
  { Type: "AT_TIMESTAMP", Timestamp: 1e300 },
  { toString: null },
];

test("whatever an operation is sent is answered, and fails nothing", async () => {
  const warnings: string[] = [];
  Object.assign(kinesis.cloud, { warn: (message: string) => warnings.push(message) });
  for (const operation of Object.keys(kinesis.kinesis.operations)) {
    const inputs = values.flatMap((value) => [
      Object.fromEntries(members.map((member) => [member, value])),
      { StreamName: "clicks", ...Object.fromEntries(members.slice(1).map((member) => [member, value])) },
      ...members.map((member) => ({ StreamName: "nowhere", [member]: value })),
    ]);
    const some = inputs.filter((_, at) => at % 7 === operation.length % 7);
    for (const input of some) {
      const caller = { principal: { kind: "root" }, causes: [] } as const;
      const answer = await kinesis.cloud
        .dispatch("kinesis", operation, input as object, caller)
        .catch((error: unknown) => error);
      if (answer instanceof Error) expect(answer.name, `${operation} ${answer.stack}`).toBe("AwsError");
    }
  }
  for (const body of ["", "{", "[]", "null", '"x"', `{"a":${"[".repeat(50_000)}${"]".repeat(50_000)}}`])
    expect((await kinesis.call("PutRecords", body)).status).toBe(400);
  expect(warnings).toEqual([]);
});
