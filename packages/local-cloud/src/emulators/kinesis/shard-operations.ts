import { z } from "zod";
import { AwsError } from "../../core/aws-error.ts";
import type { Cloud } from "../../core/cloud.ts";
import { parsed } from "../../core/values.ts";
import { parseRequest } from "../parse-request.ts";
import type { KinesisOperations } from "./api.ts";
import { describeShard, describeStream } from "./descriptions.ts";
import { invalid } from "./errors.ts";
import * as inputs from "./inputs.ts";
import type { LocalStream } from "./local-stream.ts";
import type { Shard } from "./shard.ts";
import type { StreamStore } from "./stream-store.ts";

/** https://docs.aws.amazon.com/kinesis/latest/APIReference/API_ListShards.html */
const TOKEN_VALID_MS = 300_000;
const PAGE = { describe: 100, list: 1000 };

const tokenContents = z.object({
  stream: z.string(),
  after: z.string(),
  filter: z.unknown().optional(),
  madeAt: z.number(),
});

type Filter = NonNullable<z.output<typeof inputs.listShards>["ShardFilter"]>;

/** https://docs.aws.amazon.com/kinesis/latest/APIReference/API_ShardFilter.html */
const filtered = (
  stream: LocalStream,
  shards: readonly Shard[],
  filter: Filter | undefined,
): readonly Shard[] => {
  const openAt = (at: number) => (shard: Shard) =>
    shard.beganAt <= at && (shard.closedAt === undefined || shard.closedAt > at);
  const endedAfter = (at: number) => (shard: Shard) => shard.closedAt === undefined || shard.closedAt > at;
  const horizon = Math.max(stream.horizon, stream.createdAt);
  const timestamp = () => {
    if (filter?.Timestamp === undefined)
      throw invalid(`Timestamp must be provided when using a shard filter of type ${filter?.Type}.`);
    return filter.Timestamp;
  };
  switch (filter?.Type) {
    case undefined:
    case "FROM_TRIM_HORIZON":
      return shards;
    case "AT_LATEST":
      return shards.filter(({ closedAt }) => closedAt === undefined);
    case "AT_TRIM_HORIZON":
      return shards.filter(openAt(horizon));
    case "AT_TIMESTAMP":
      return shards.filter(openAt(Math.max(timestamp(), horizon)));
    case "FROM_TIMESTAMP":
      return shards.filter(endedAfter(timestamp()));
    case "AFTER_SHARD_ID": {
      const { ShardId } = filter!;
      if (ShardId === undefined)
        throw invalid("ShardId must be provided when using a shard filter of type AFTER_SHARD_ID.");
      return shards.filter(({ id }) => id > ShardId);
    }
  }
};

/** What tells of streams and their shards. */
export const shardOperations = (
  { clock }: Pick<Cloud, "clock">,
  store: StreamStore,
  consumersOf: (stream: LocalStream) => number,
): KinesisOperations => {
  const readToken = (token: string) => {
    const contents = tokenContents.safeParse(parsed(Buffer.from(token, "base64").toString())).data;
    const stream = contents && store.byName(contents.stream);
    if (!contents || !stream) throw invalid("NextToken is invalid.");
    if (clock.now() - contents.madeAt > TOKEN_VALID_MS)
      throw new AwsError(
        "ExpiredNextTokenException",
        `The NextToken has expired: it was made more than ${TOKEN_VALID_MS} milliseconds ago.`,
      );
    return { stream, after: contents.after, filter: contents.filter as Filter | undefined };
  };

  return {
    DescribeStream(raw) {
      const input = parseRequest(inputs.describeStream, raw);
      const stream = store.find(input);
      const { ExclusiveStartShardId: after = "", Limit = PAGE.describe } = input;
      const rest = shownShards(stream).filter(({ id }) => id > after);
      const shards = rest.slice(0, Limit);
      return {
        StreamDescription: {
          ...describeStream(stream),
          Shards: shards.map(describeShard),
          HasMoreShards: rest.length > shards.length,
        },
      };
    },

    DescribeStreamSummary(raw) {
      const stream = store.find(parseRequest(inputs.stream, raw));
      return {
        StreamDescriptionSummary: {
          ...describeStream(stream),
          OpenShardCount: stream.status === "CREATING" ? 0 : stream.openShards().length,
          ConsumerCount: consumersOf(stream),
          MaxRecordSizeInKiB: stream.maxRecordKiB,
        },
      };
    },

    ListShards(raw) {
      const { NextToken, MaxResults = PAGE.list, ...input } = parseRequest(inputs.listShards, raw);
      const named = input.StreamName !== undefined || input.StreamARN !== undefined;
      if (NextToken === undefined && !named)
        throw invalid("Either NextToken or StreamName should be provided.");
      if (NextToken !== undefined && input.StreamName !== undefined)
        throw invalid("NextToken and StreamName cannot be provided together.");
      const { stream, after, filter } =
        NextToken === undefined
          ? {
              stream: store.find(input),
              after: input.ExclusiveStartShardId ?? "",
              filter: input.ShardFilter,
            }
          : readToken(NextToken);
      const rest = filtered(stream, shownShards(stream), filter).filter(({ id }) => id > after);
      const shards = rest.slice(0, MaxResults);
      const token = { stream: stream.name, after: shards.at(-1)?.id, filter, madeAt: clock.now() };
      return {
        Shards: shards.map(describeShard),
        ...(rest.length > shards.length && {
          NextToken: Buffer.from(JSON.stringify(token)).toString("base64"),
        }),
      };
    },
  };
};

/** A stream that is being made has none yet. */
const shownShards = (stream: LocalStream): readonly Shard[] =>
  stream.status === "CREATING" ? [] : stream.shards();
