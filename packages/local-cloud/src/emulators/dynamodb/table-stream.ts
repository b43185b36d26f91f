import type { Cloud } from "../../core/cloud.ts";
import type { StreamRecord } from "../../core/polling.ts";
import { createPendingWrites, type PendingWrites } from "./pending-writes.ts";
import type { StreamReader } from "./stream-reader.ts";
import { changesNothing, type DatabaseRecord, toStreamRecord } from "./stream-records.ts";
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
  readonly keyNames: readonly string[];
  readonly cloud: Pick<Cloud, "clock" | "journal" | "region" | "warn">;
  /** Starts to read at the beginning of the stream. */
  openReader(): StreamReader;
}

interface Listener {
  readonly position: "TRIM_HORIZON" | "LATEST";
  readonly hear: StreamListener;
  gone: boolean;
}

const RETRY_MS = 1000;
export const createTableStream = (options: TableStreamOptions): TableStream => {
  const { arn, keyNames, cloud } = options;
  const { clock, journal } = cloud;
  const writes = createPendingWrites();
  const listeners = new Set<Listener>();
  const joining: Listener[] = [];
  const read = options.openReader();
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

  const deliver = async (records: DatabaseRecord[]) => {
    for (const { dynamodb } of records) await writes.unambiguous(itemKey(keyNames, dynamodb.Keys as never));
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
      await options.openReader()(async (records) => {
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
