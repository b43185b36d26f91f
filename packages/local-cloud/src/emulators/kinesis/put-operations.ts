import type { PutRecordsResultEntry } from "@aws-sdk/client-kinesis";
import type { Caller, Cloud } from "../../core/cloud.ts";
import { parseRequest } from "../parse-request.ts";
import type { KinesisOperations } from "./api.ts";
import { invalid, invalidValue, noStream, tooMuch } from "./errors.ts";
import { hashKeyOf, LAST_KEY } from "./hash-keys.ts";
import * as inputs from "./inputs.ts";
import type { LocalStream } from "./local-stream.ts";
import { readSequenceNumber } from "./sequence-numbers.ts";
import { type Shard, sizeOf } from "./shard.ts";
import { journalKeyOf } from "./shard-source.ts";
import type { StreamReference, StreamStore } from "./stream-store.ts";

/** https://docs.aws.amazon.com/kinesis/latest/APIReference/API_PutRecords.html */
const MOST_BYTES = 10 * 1024 * 1024;

/** The hash key of an entry; throws what AWS says to one outside of all keys. */
const keyOf = ({ ExplicitHashKey, PartitionKey }: inputs.PutEntry): bigint => {
  if (ExplicitHashKey === undefined) return hashKeyOf(PartitionKey);
  const key = BigInt(ExplicitHashKey);
  if (key <= LAST_KEY) return key;
  throw invalid(
    `Invalid ExplicitHashKey. ExplicitHashKey must be in the range: [0, 2^128-1]. Specified value was ${ExplicitHashKey}`,
  );
};

/** `place` is where the request has it: `data`, `records.3.member.data`. */
const checkSize = (stream: LocalStream, { Data }: inputs.PutEntry, place: string) => {
  const most = stream.maxRecordKiB * 1024;
  if (Data.length <= most) return;
  throw invalidValue(
    `1 validation error detected: Value 'java.nio.HeapByteBuffer[pos=0 lim=${Data.length} cap=${Data.length}]' at '${place}' failed to satisfy constraint: Member must have length less than or equal to ${most}`,
  );
};

const encryptionOf = ({ keyId }: LocalStream) => (keyId === undefined ? undefined : "KMS");

/** PutRecord and PutRecords. */
export const putOperations = (
  cloud: Pick<Cloud, "clock" | "journal" | "accountId">,
  store: StreamStore,
): KinesisOperations => {
  const { accountId } = cloud;

  /** One that can be written to. */
  const writable = (reference: StreamReference): LocalStream => {
    const stream = store.find(reference);
    if (stream.status === "CREATING" || stream.status === "DELETING") throw noStream(stream.name, accountId);
    return stream;
  };

  /** What became of an entry, as PutRecords lists it. */
  const append = (
    stream: LocalStream,
    shard: Shard,
    entry: inputs.PutEntry,
    caller: Caller,
  ): PutRecordsResultEntry => {
    const stored = stream.append(shard, { partitionKey: entry.PartitionKey, data: entry.Data });
    if (!stored)
      return {
        ErrorCode: "ProvisionedThroughputExceededException",
        ErrorMessage: `Rate exceeded for shard ${shard.id} in stream ${stream.name} under account ${accountId}.`,
      };
    const key = journalKeyOf(stream, stored);
    for (const id of caller.causes) cloud.journal.link(key, { id });
    return { ShardId: shard.id, SequenceNumber: stored.sequenceNumber };
  };

  const checkOrdering = (stream: LocalStream, number: string | undefined) => {
    if (number === undefined || readSequenceNumber(number)) return;
    throw invalid(
      `ExclusiveMinimumSequenceNumber ${number} used in PutRecord on stream ${stream.name} under account ${accountId} is invalid.`,
    );
  };

  return {
    PutRecord(raw, caller) {
      const { SequenceNumberForOrdering, ...input } = parseRequest(inputs.putRecord, raw);
      const stream = writable(input);
      checkSize(stream, input, "data");
      checkOrdering(stream, SequenceNumberForOrdering);
      const { ShardId, SequenceNumber, ErrorMessage } = append(
        stream,
        stream.shardFor(keyOf(input)),
        input,
        caller,
      );
      if (ErrorMessage !== undefined) throw tooMuch(ErrorMessage);
      stream.announce();
      return { ShardId, SequenceNumber, EncryptionType: encryptionOf(stream) };
    },

    PutRecords(raw, caller) {
      const { Records, ...reference } = parseRequest(inputs.putRecords, raw);
      const stream = writable(reference);
      const bytes = Records.reduce(
        (sum, { Data, PartitionKey }) => sum + sizeOf({ data: Data, partitionKey: PartitionKey }),
        0,
      );
      if (bytes > MOST_BYTES) throw invalid(`Records size exceeds ${MOST_BYTES / 1024 / 1024} MB limit`);
      for (const [at, entry] of Records.entries()) checkSize(stream, entry, `records.${at + 1}.member.data`);
      const shards = Records.map((entry) => stream.shardFor(keyOf(entry)));
      const results = Records.map((entry, at) => append(stream, shards[at]!, entry, caller));
      const failed = results.filter(({ ErrorCode }) => ErrorCode !== undefined).length;
      if (failed < results.length) stream.announce();
      return { FailedRecordCount: failed, Records: results, EncryptionType: encryptionOf(stream) };
    },
  };
};
