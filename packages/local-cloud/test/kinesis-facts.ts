import { randomUUID } from "node:crypto";
import {
  CreateStreamCommand,
  DeleteStreamCommand,
  DescribeStreamSummaryCommand,
  GetRecordsCommand,
  type GetRecordsOutput,
  GetShardIteratorCommand,
  type KinesisClient,
  ListShardsCommand,
  PutRecordCommand,
  RegisterStreamConsumerCommand,
  SplitShardCommand,
  UpdateShardCountCommand,
  waitUntilStreamExists,
} from "@aws-sdk/client-kinesis";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

/** Where the facts are asked for: here or on AWS. */
export interface Place {
  readonly kinesis: KinesisClient;
  /** Lets the time pass that a stream takes to change, where nobody else does. */
  pass(): void;
  stop(): Promise<void>;
}

const SHARDS = 4;
const PartitionKey = "a";

/** What AWS's documentation leaves open about streams, asked of one of four shards that is removed. */
export const describeKinesisFacts = (name: string, skip: boolean, connect: () => Promise<Place>) =>
  describe.skipIf(skip)(name, { timeout: 300_000 }, () => {
    const StreamName = `kinesis-facts-${randomUUID()}`;
    let place: Place;
    let kinesis: KinesisClient;
    const active = () => {
      place.pass();
      return waitUntilStreamExists({ client: kinesis, maxWaitTime: 240, minDelay: 1 }, { StreamName });
    };
    beforeAll(async () => {
      place = await connect();
      kinesis = place.kinesis;
      await kinesis.send(new CreateStreamCommand({ StreamName, ShardCount: SHARDS }));
      await active();
    }, 300_000);
    afterAll(async () => {
      await kinesis?.send(new DeleteStreamCommand({ StreamName, EnforceConsumerDeletion: true }));
      await place?.stop();
    });

    test.each([2 * SHARDS + 1, SHARDS / 2 - 1])("is not brought to %i shards at once", async (count) => {
      const command = new UpdateShardCountCommand({
        StreamName,
        TargetShardCount: count,
        ScalingType: "UNIFORM_SCALING",
      });
      await expect(kinesis.send(command)).rejects.toMatchObject({ name: "LimitExceededException" });
    });

    test("refuses a record above its size", async () => {
      const Data = new Uint8Array(1024 * 1024 + 1);
      await expect(
        kinesis.send(new PutRecordCommand({ StreamName, PartitionKey, Data })),
      ).rejects.toMatchObject({ name: "ValidationException" });
    });

    test("a closed shard ends with its children, after its records", async () => {
      const Data = Buffer.from("last");
      const { ShardId } = await kinesis.send(new PutRecordCommand({ StreamName, PartitionKey, Data }));
      const { Shards = [] } = await kinesis.send(new ListShardsCommand({ StreamName }));
      const { StartingHashKey, EndingHashKey } = Shards.find((shard) => shard.ShardId === ShardId)!
        .HashKeyRange!;
      const middle = (BigInt(StartingHashKey!) + BigInt(EndingHashKey!)) / 2n;
      const split = { StreamName, ShardToSplit: ShardId, NewStartingHashKey: String(middle) };
      await kinesis.send(new SplitShardCommand(split));
      await active();

      const from = { StreamName, ShardId, ShardIteratorType: "TRIM_HORIZON" } as const;
      let ShardIterator = (await kinesis.send(new GetShardIteratorCommand(from))).ShardIterator;
      const answers: GetRecordsOutput[] = [];
      // Five reads in a second are allowed, and a busy shard may need a few empty ones.
      while (ShardIterator !== undefined && answers.length < 50) {
        const answer = await kinesis.send(new GetRecordsCommand({ ShardIterator }));
        answers.push(answer);
        ShardIterator = answer.NextShardIterator;
      }
      expect(ShardIterator).toBeUndefined();
      const read = answers.flatMap(({ Records = [] }) => Records);
      expect(read.map((record) => Buffer.from(record.Data!).toString())).toEqual(["last"]);
      expect(answers.map(({ ChildShards = [] }) => ChildShards.length).filter((count) => count > 0)).toEqual([
        2,
      ]);
      expect(answers.at(-1)?.ChildShards?.map(({ ParentShards }) => ParentShards)).toEqual([
        [ShardId],
        [ShardId],
      ]);
    });

    test("is not deleted beside its consumers unless that is asked for", async () => {
      const { StreamDescriptionSummary } = await kinesis.send(
        new DescribeStreamSummaryCommand({ StreamName }),
      );
      const { StreamARN } = StreamDescriptionSummary!;
      await kinesis.send(new RegisterStreamConsumerCommand({ StreamARN, ConsumerName: "kinesis-facts" }));
      await expect(kinesis.send(new DeleteStreamCommand({ StreamName }))).rejects.toMatchObject({
        name: "ResourceInUseException",
      });
    });
  });
