import { z } from "zod";
import type { Cloud } from "../../core/cloud.ts";
import type { StreamRecord } from "../../core/polling.ts";
import { createPendingWrites, type PendingWrites } from "./pending-writes.ts";
import { changesNothing, type DatabaseRecord, databaseRecord, toStreamRecord } from "./stream-records.ts";
import { itemKey } from "./writes.ts";

export type StreamListener = (records: readonly StreamRecord[]) => void;

/** The change stream of one table. */
export interface TableStream {
  readonly arn: string;
  /** Whether anybody listens; without, writes need not be remembered. */
  readonly active: boolean;
  readonly writes: PendingWrites;
  /** Hands over all records from the table's creation on; to a late listener at LATEST only what comes. */
  subscribe(position: "TRIM_HORIZON" | "LATEST", listener: StreamListener): () => void;
  /** Something was written: reads the stream at once. */
  signal(): void;
  close(): void;
}

interface TableStreamOptions {
  readonly arn: string;
  /** ARN the database knows the stream by. */
  readonly databaseArn: string;
  readonly keyNames: readonly string[];
  readonly cloud: Pick<Cloud, "clock" | "journal" | "region" | "warn">;
  /** Calls the database. */
  call(operation: string, input: object): Promise<unknown>;
}

interface Listener {
  readonly position: "TRIM_HORIZON" | "LATEST";
  readonly hear: StreamListener;
  gone: boolean;
}

const RETRY_MS = 1000;
/** Most records GetRecords answers with. */
const PAGE = 1000;
const description = z.object({
  StreamDescription: z.object({ Shards: z.array(z.object({ ShardId: z.string() })) }),
});
const iteratorAnswer = z.object({ ShardIterator: z.string() });
const page = z.object({ Records: z.array(databaseRecord), NextShardIterator: z.string().optional() });

/** Reads the shards of a stream from their beginning, on and on. */
const createReader = ({ databaseArn, call }: TableStreamOptions) => {
  const iterators = new Map<string, string | undefined>();
  const findShards = async () => {
    const answer = await call("DescribeStream", { StreamArn: databaseArn });
    for (const { ShardId } of description.parse(answer).StreamDescription.Shards) {
      if (iterators.has(ShardId)) continue;
      const input = { StreamArn: databaseArn, ShardId, ShardIteratorType: "TRIM_HORIZON" };
      iterators.set(ShardId, iteratorAnswer.parse(await call("GetShardIterator", input)).ShardIterator);
    }
  };
  /** Calls `each` with what came since the last time. */
  return async (each: (records: DatabaseRecord[]) => void) => {
    if (iterators.size === 0) await findShards();
    for (const [shard, first] of iterators) {
      let iterator = first;
      let full = true;
      while (full && iterator !== undefined) {
        const answer = page.parse(await call("GetRecords", { ShardIterator: iterator, Limit: PAGE }));
        iterator = answer.NextShardIterator;
        iterators.set(shard, iterator);
        full = answer.Records.length === PAGE;
        if (answer.Records.length > 0) each(answer.Records);
      }
      // A shard that ended has others that go on; the map visits what is added meanwhile.
      if (first !== undefined && iterator === undefined) await findShards();
    }
  };
};

export const createTableStream = (options: TableStreamOptions): TableStream => {
  const { arn, keyNames, cloud } = options;
  const { clock, journal } = cloud;
  const writes = createPendingWrites();
  const listeners = new Set<Listener>();
  const joining: Listener[] = [];
  const read = createReader(options);
  let reading = false;
  let behind = false;
  let lastSeen: string | undefined;
  let closed = false;

  const complete = (record: DatabaseRecord): StreamRecord[] => {
    const write = writes.take(itemKey(keyNames, record.dynamodb.Keys as never));
    if (changesNothing(record)) return [];
    const complete = toStreamRecord(
      record,
      { arn, region: cloud.region },
      clock.now(),
      write?.expiry ?? false,
    );
    for (const id of write?.causes ?? []) journal.link(`ddb:${complete.eventID}`, { id });
    return [complete];
  };

  const deliver = (records: DatabaseRecord[]) => {
    lastSeen = records.at(-1)!.dynamodb.SequenceNumber;
    const completed = records.flatMap(complete);
    if (completed.length === 0) return;
    for (const { hear } of listeners) hear(completed);
  };

  /** Lets a late listener catch up with what the others have had. */
  const admit = async (listener: Listener) => {
    if (listener.position === "TRIM_HORIZON" && lastSeen !== undefined) {
      const upTo = BigInt(lastSeen);
      const missed: StreamRecord[] = [];
      await createReader(options)((records) => {
        for (const record of records) {
          if (BigInt(record.dynamodb.SequenceNumber) > upTo || changesNothing(record)) continue;
          missed.push(toStreamRecord(record, { arn, region: cloud.region }, clock.now(), false));
        }
      });
      if (missed.length > 0 && !listener.gone) listener.hear(missed);
    }
    if (!listener.gone) listeners.add(listener);
  };

  const readAll = async () => {
    reading = true;
    try {
      while (behind && !closed) {
        behind = false;
        const settled = writes.settled();
        for (let next = joining.shift(); next; next = joining.shift()) await admit(next);
        await read(deliver);
        for (const write of settled) writes.forget(write);
      }
    } catch (error) {
      if (closed) return;
      cloud.warn(`The stream ${arn} could not be read: ${(error as Error).message}`);
      clock.schedule(RETRY_MS, signal);
    } finally {
      reading = false;
    }
  };

  const signal = () => {
    if (listeners.size === 0 && joining.length === 0) return;
    behind = true;
    if (!reading) void readAll();
  };

  return {
    arn,
    get active() {
      return listeners.size > 0 || joining.length > 0;
    },
    writes,
    subscribe(position, hear) {
      const listener = { position, hear, gone: false };
      joining.push(listener);
      signal();
      return () => {
        listener.gone = true;
        listeners.delete(listener);
      };
    },
    signal,
    close: () => {
      closed = true;
    },
  };
};
