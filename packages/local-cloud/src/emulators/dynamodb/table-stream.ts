import type { Cloud } from "../../core/cloud.ts";
import type { StreamRecord } from "../../core/polling.ts";
import type { ShardPage, ShardRecord, ShardSource } from "../../core/shards.ts";
import type { Table } from "./engine/catalog.ts";
import { RETENTION_MS } from "./engine/core.ts";
import { shardIdOf } from "./engine/operations/streams.ts";
import type { LogEntry, StreamLog } from "./engine/stream-log.ts";
import { toStreamRecord } from "./engine/stream-records.ts";
import { streamArn } from "./resources.ts";
import { createStreamHistory, type Known } from "./stream-history.ts";

/** The change stream of one table, as one shard. */
export interface TableStream extends ShardSource {
  /** Takes in a change that is kept, and the hops that made it; who reads is told soon. */
  add(entry: LogEntry, causes: readonly number[]): void;
  close(): void;
}

interface TableStreamOptions {
  readonly cloud: Pick<Cloud, "accountId" | "clock" | "journal" | "region">;
  readonly table: Table;
  readonly log: StreamLog;
}

export const createTableStream = ({ cloud, table, log }: TableStreamOptions): TableStream => {
  const { clock, journal, region } = cloud;
  const arn = streamArn(table.name, cloud);
  const identity = { arn, region, viewType: table.stream! };
  const history = createStreamHistory(log.newest(table.number));
  const listeners = new Set<() => void>();
  const shardId = shardIdOf(table);
  let telling = false;
  let closed = false;

  const known = (entry: LogEntry): Known => ({
    record: toStreamRecord(entry, identity),
    arrivedAt: entry.at,
  });

  const toShardRecord = ({ record, arrivedAt }: Known): ShardRecord => ({
    sequenceNumber: record.dynamodb.SequenceNumber,
    key: JSON.stringify(record.dynamodb.Keys),
    arrivedAt,
    journalKey: `ddb:${record.eventID}`,
    data: record satisfies StreamRecord,
  });

  const tell = () => {
    if (telling) return;
    telling = true;
    setImmediate(() => {
      telling = false;
      for (const listener of listeners) listener();
    });
  };

  const after = (position: string | undefined, limit: number): readonly Known[] =>
    history.after(position, limit) ?? log.after(table.number, position, limit).map(known);

  return {
    arn,
    streamArn: arn,
    retentionMs: RETENTION_MS,
    add(entry, causes) {
      if (listeners.size === 0) return history.skip(entry.sequenceNumber);
      const added = known(entry);
      for (const id of causes) journal.link(`ddb:${added.record.eventID}`, { id });
      history.add(added, clock.now() - RETENTION_MS);
      tell();
    },
    shards: () => [{ shardId, parents: [] }],
    begin: async (_shardId, { type }) => (type === "TRIM_HORIZON" ? undefined : log.newest(table.number)),
    async read(_shardId, behind, limit): Promise<ShardPage> {
      const oldest = clock.now() - RETENTION_MS;
      for (let position = behind; !closed; ) {
        const found = after(position, limit);
        if (found.length === 0) break;
        const kept = found.filter(({ arrivedAt }) => arrivedAt >= oldest);
        if (kept.length > 0) return { records: kept.map(toShardRecord), ended: false };
        position = found.at(-1)!.record.dynamodb.SequenceNumber;
      }
      return { records: [], ended: false };
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: () => {
      closed = true;
    },
  };
};
