import type { Cloud } from "../../core/cloud.ts";
import type { StreamRecord } from "../../core/polling.ts";
import type { ShardPage, ShardRecord, ShardSource } from "../../core/shards.ts";
import { createPendingWrites, type PendingWrites } from "./pending-writes.ts";
import { createStreamHistory, isAfter, type Known } from "./stream-history.ts";
import type { StreamLog } from "./stream-reader.ts";
import { changesNothing, type DatabaseRecord, toStreamRecord } from "./stream-records.ts";
import { itemKey } from "./writes.ts";

/** The change stream of one table, as one shard. */
export interface TableStream extends ShardSource {
  /** Whether anybody reads; without, writes need not be remembered. */
  readonly active: boolean;
  readonly writes: PendingWrites;
  /** Something was written: reads the stream at once. */
  signal(): void;
  close(): void;
}

interface TableStreamOptions {
  readonly arn: string;
  readonly keyNames: readonly string[];
  readonly cloud: Pick<Cloud, "clock" | "journal" | "region" | "warn">;
  readonly log: StreamLog;
}

const RETRY_MS = 1000;
/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Streams.html */
const RETENTION_MS = 24 * 3_600_000;

export const createTableStream = (options: TableStreamOptions): TableStream => {
  const { arn, keyNames, cloud, log } = options;
  const { clock, journal } = cloud;
  const writes = createPendingWrites();
  const history = createStreamHistory();
  const listeners = new Set<() => void>();
  const read = log.openReader();
  let reading: Promise<void> | undefined;
  let behind = false;
  let newest: string | undefined;
  let closed = false;

  const complete = (record: DatabaseRecord, arrivedAt: number, expiry: boolean) =>
    toStreamRecord(record, { arn, region: cloud.region }, arrivedAt, expiry);

  /** Takes in records that nobody has seen yet, and who wrote them. */
  const takeIn = async (records: DatabaseRecord[]) => {
    for (const { dynamodb } of records) await writes.unambiguous(itemKey(keyNames, dynamodb.Keys as never));
    for (const record of records) {
      const write = writes.take(itemKey(keyNames, record.dynamodb.Keys as never));
      newest = record.dynamodb.SequenceNumber;
      if (changesNothing(record)) continue;
      const expiry = write?.expiry ?? false;
      const known = complete(record, clock.now(), expiry);
      for (const id of write?.causes ?? []) journal.link(`ddb:${known.eventID}`, { id });
      history.add(known, clock.now(), expiry);
    }
    for (const listener of listeners) listener();
  };

  const catchUp = async () => {
    try {
      while (behind && !closed) {
        behind = false;
        const settled = writes.settled();
        await read(takeIn);
        for (const write of settled) writes.forget(write);
      }
    } catch (error) {
      if (closed) return;
      cloud.warn(`The stream ${arn} could not be read: ${(error as Error).message}`);
      clock.schedule(RETRY_MS, signal);
    } finally {
      reading = undefined;
    }
  };

  const caughtUp = (): Promise<void> => {
    behind = true;
    reading ??= catchUp();
    return reading;
  };

  const signal = () => {
    if (listeners.size > 0) void caughtUp();
  };

  const toShardRecord = ({ record, arrivedAt }: Known): ShardRecord => ({
    sequenceNumber: record.dynamodb.SequenceNumber,
    key: JSON.stringify(record.dynamodb.Keys),
    arrivedAt,
    journalKey: `ddb:${record.eventID}`,
    data: record satisfies StreamRecord,
  });

  /** From the database, for who is far behind; records that change nothing are passed over. */
  const fromLog = async (after: string | undefined, limit: number): Promise<Known[]> => {
    for (let position = after; ; ) {
      const records = await log.after(position, limit);
      const seen = records.filter(({ dynamodb }) => !isAfter(dynamodb.SequenceNumber, newest));
      const known = seen
        .filter((record) => !changesNothing(record))
        .map((record) => {
          const { arrivedAt, expiry } = history.of(record.dynamodb.SequenceNumber);
          return { record: complete(record, arrivedAt, expiry), arrivedAt };
        });
      if (known.length > 0 || seen.length < limit) return known;
      position = seen.at(-1)!.dynamodb.SequenceNumber;
    }
  };

  return {
    arn,
    streamArn: arn,
    retentionMs: RETENTION_MS,
    get active() {
      return listeners.size > 0;
    },
    writes,
    shards: () => [{ shardId: log.shardId, parents: [] }],
    begin(_shardId, { type }) {
      if (type === "TRIM_HORIZON") return Promise.resolve(undefined);
      return log.newest ? Promise.resolve(log.newest()) : caughtUp().then(() => newest);
    },
    async read(_shardId, after, limit): Promise<ShardPage> {
      const oldest = clock.now() - RETENTION_MS;
      for (let position = after; newest !== undefined && isAfter(newest, position); ) {
        const known = history.after(position, limit) ?? (await fromLog(position, limit));
        if (known.length === 0) break;
        const kept = known.filter(({ arrivedAt }) => arrivedAt >= oldest);
        if (kept.length > 0) return { records: kept.map(toShardRecord), ended: false };
        position = known.at(-1)!.record.dynamodb.SequenceNumber;
      }
      return { records: [], ended: false };
    },
    onChange(listener) {
      listeners.add(listener);
      signal();
      return () => listeners.delete(listener);
    },
    signal,
    close: () => {
      closed = true;
    },
  };
};
