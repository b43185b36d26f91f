import type { State } from "../../state/state.ts";

/** What is stored of a record. */
export interface LoggedRecord {
  readonly partitionKey: string;
  readonly data: Buffer;
  /** Never earlier than of the record before. */
  readonly arrivedAt: number;
  readonly encryptionType?: "KMS" | undefined;
}

/** The records of one shard, by places that count from 1. */
export interface ShardRecords {
  /** Places of the oldest and of the newest one. */
  span(): { readonly first: number; readonly last: number } | undefined;
  append(place: number, record: LoggedRecord): void;
  /** From a place on, at most `limit` of them and as few as have `bytes`. */
  from(place: number, limit: number, bytes: number): LoggedRecord[];
  arrivedAt(place: number): number | undefined;
  /** Bytes of all records. */
  bytes(): number;
  /** Forgets all before a place; answers how many bytes they had. */
  trim(place: number): number;
}

/** All records of all streams, in the database of what outlasts the process. */
export interface RecordStore {
  of(stream: string, shard: number): ShardRecords;
  count(stream: string): number;
  drop(stream: string): void;
}

export const createRecordStore = ({ database, begin }: Pick<State, "database" | "begin">): RecordStore => {
  database.exec(`
    CREATE TABLE IF NOT EXISTS kinesis_records (stream TEXT, shard INTEGER, place INTEGER, at REAL, key TEXT, data BLOB, encrypted INTEGER);
    CREATE UNIQUE INDEX IF NOT EXISTS kinesis_places ON kinesis_records (stream, shard, place);`);
  const OF = "FROM kinesis_records WHERE stream = ? AND shard = ?";
  const insert = database.prepare("INSERT INTO kinesis_records VALUES (?, ?, ?, ?, ?, ?, ?)");
  const select = database.prepare(
    `SELECT at, key, data, encrypted ${OF} AND place >= ? ORDER BY place LIMIT ?`,
  );
  const one = database.prepare(`SELECT at ${OF} AND place = ?`);
  const least = database.prepare(`SELECT MIN(place) AS place ${OF}`);
  const most = database.prepare(`SELECT MAX(place) AS place ${OF}`);
  const bytes = database.prepare(`SELECT COALESCE(SUM(octet_length(data)), 0) AS bytes ${OF} AND place < ?`);
  const remove = database.prepare(`DELETE ${OF} AND place < ?`);
  const count = database.prepare("SELECT COUNT(*) AS number FROM kinesis_records WHERE stream = ?");
  const dropAll = database.prepare("DELETE FROM kinesis_records WHERE stream = ?");

  return {
    of: (stream, shard) => ({
      span() {
        const first = least.get(stream, shard)?.place;
        if (first === null || first === undefined) return undefined;
        return { first: Number(first), last: Number(most.get(stream, shard)?.place) };
      },
      append(place, { arrivedAt, partitionKey, data, encryptionType }) {
        begin();
        insert.run(stream, shard, place, arrivedAt, partitionKey, data, encryptionType ? 1 : 0);
      },
      from(place, limit, bytes) {
        const found: LoggedRecord[] = [];
        let left = bytes;
        for (const { at, key, data, encrypted } of select.iterate(stream, shard, place, limit)) {
          const { buffer, byteOffset, byteLength } = data as Uint8Array<ArrayBuffer>;
          found.push({
            partitionKey: String(key),
            data: Buffer.from(buffer, byteOffset, byteLength),
            arrivedAt: Number(at),
            ...(encrypted === 1 && { encryptionType: "KMS" as const }),
          });
          left -= byteLength;
          if (left <= 0) break;
        }
        return found;
      },
      arrivedAt(place) {
        const at = one.get(stream, shard, place)?.at;
        return at === undefined ? undefined : Number(at);
      },
      bytes: () => Number(bytes.get(stream, shard, Number.MAX_SAFE_INTEGER)?.bytes),
      trim(place) {
        begin();
        const freed = Number(bytes.get(stream, shard, place)?.bytes);
        remove.run(stream, shard, place);
        return freed;
      },
    }),
    count: (stream) => Number(count.get(stream)?.number),
    drop(stream) {
      begin();
      dropAll.run(stream);
    },
  };
};
