import type { Cloud } from "../../core/cloud.ts";
import { invalid } from "./errors.ts";
import type { PositionType } from "./inputs.ts";
import type { LocalStream } from "./local-stream.ts";
import { readSequenceNumber } from "./sequence-numbers.ts";
import { type Shard, shardName } from "./shard.ts";

/** Where a reader asks to begin. `timestamp` is in milliseconds. */
export interface WantedPosition {
  readonly type: PositionType;
  readonly sequenceNumber?: string | undefined;
  readonly timestamp?: number | undefined;
}

/** Place of the first record that a reader at a position gets; throws what AWS says to a position that is none. */
export const placeOf = (
  cloud: Pick<Cloud, "clock" | "accountId">,
  stream: LocalStream,
  shard: Shard,
  { type, sequenceNumber, timestamp }: WantedPosition,
): number => {
  shard.trim(stream.horizon);
  if (type === "AT_TIMESTAMP") {
    if (timestamp === undefined)
      throw invalid(
        "Must specify timestampInMillis parameter for iterator of type AT_TIMESTAMP. Current request has no timestamp parameter.",
      );
    const now = cloud.clock.now();
    if (timestamp > now)
      throw invalid(
        `The timestampInMillis parameter cannot be greater than the currentTimestampInMillis. timestampInMillis: ${Math.floor(timestamp)}, currentTimestampInMillis: ${Math.floor(now)}`,
      );
    return shard.placeAt(timestamp);
  }
  const isNumbered = type === "AT_SEQUENCE_NUMBER" || type === "AFTER_SEQUENCE_NUMBER";
  if (isNumbered !== (sequenceNumber !== undefined))
    throw invalid(
      `Must either specify (1) AT_SEQUENCE_NUMBER or AFTER_SEQUENCE_NUMBER and StartingSequenceNumber or (2) TRIM_HORIZON or LATEST and no StartingSequenceNumber. Request specified ${type} and ${isNumbered ? "no" : "also a"} StartingSequenceNumber.`,
    );
  if (type === "TRIM_HORIZON") return shard.firstPlace;
  if (type === "LATEST" || sequenceNumber === undefined) return shard.nextPlace;
  const place = shard.placeOf(sequenceNumber);
  if (place === undefined) throw noSuchNumber(cloud, stream, shard, sequenceNumber);
  return type === "AFTER_SEQUENCE_NUMBER" ? place + 1 : place;
};

const noSuchNumber = (
  { accountId }: Pick<Cloud, "accountId">,
  { name }: LocalStream,
  { id }: Shard,
  number: string,
) => {
  const parts = readSequenceNumber(number);
  if (parts && shardName(parts.shard) !== id)
    return invalid(
      `Invalid StartingSequenceNumber. It encodes ${shardName(parts.shard)}, while it was used in a call to a shard with ${id}`,
    );
  const why = parts ? " because it did not come from this stream." : ".";
  return invalid(
    `StartingSequenceNumber ${number} used in GetShardIterator on shard ${id} in stream ${name} under account ${accountId} is invalid${why}`,
  );
};
