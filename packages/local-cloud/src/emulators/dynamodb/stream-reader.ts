import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { z } from "zod";
import { type DatabaseRecord, databaseRecord } from "./stream-records.ts";

/** Calls `each` with what came since the last time, in order. */
export type StreamReader = (each: (records: DatabaseRecord[]) => Promise<void>) => Promise<void>;

/** The records of one table's stream, as the database keeps them. */
export interface StreamLog {
  readonly shardId: string;
  /** Starts to read at the beginning of the stream. */
  openReader(): StreamReader;
  /** At most `limit` records after a sequence number, or from the beginning. */
  after(sequenceNumber: string | undefined, limit: number): Promise<DatabaseRecord[]>;
  /** Sequence number of the newest record; absent where only reading all of them tells. */
  newest?(): string | undefined;
}

/** Most records GetRecords answers with. */
const PAGE = 1000;
const description = z.object({
  StreamDescription: z.object({ Shards: z.array(z.object({ ShardId: z.string() })) }),
});
const iteratorAnswer = z.object({ ShardIterator: z.string() });
const page = z.object({ Records: z.array(databaseRecord), NextShardIterator: z.string().optional() });

/** The stream of a database that is not ours, through the API of DynamoDB Streams: as one shard, whatever it has. */
export const apiLog = (
  databaseArn: string,
  call: (operation: string, input: object) => Promise<unknown>,
): StreamLog => {
  const openReader = () => readThroughApi(databaseArn, call);
  return {
    shardId: "shardId-00000000000000000000-00000000",
    openReader,
    async after(sequenceNumber, limit) {
      const from = BigInt(sequenceNumber ?? -1);
      const found: DatabaseRecord[] = [];
      await openReader()(async (records) => {
        for (const record of records)
          if (found.length < limit && BigInt(record.dynamodb.SequenceNumber) > from) found.push(record);
      });
      return found;
    },
  };
};

/** Reads the shards of a stream from their beginning, on and on. */
const readThroughApi = (
  databaseArn: string,
  call: (operation: string, input: object) => Promise<unknown>,
): StreamReader => {
  const iterators = new Map<string, string | undefined>();
  const findShards = async () => {
    const answer = await call("DescribeStream", { StreamArn: databaseArn });
    for (const { ShardId } of description.parse(answer).StreamDescription.Shards) {
      if (iterators.has(ShardId)) continue;
      const input = { StreamArn: databaseArn, ShardId, ShardIteratorType: "TRIM_HORIZON" };
      iterators.set(ShardId, iteratorAnswer.parse(await call("GetShardIterator", input)).ShardIterator);
    }
  };
  return async (each) => {
    if (iterators.size === 0) await findShards();
    for (const [shard, first] of iterators) {
      let iterator = first;
      let full = true;
      while (full && iterator !== undefined) {
        const answer = page.parse(await call("GetRecords", { ShardIterator: iterator, Limit: PAGE }));
        iterator = answer.NextShardIterator;
        iterators.set(shard, iterator);
        full = answer.Records.length === PAGE;
        if (answer.Records.length > 0) await each(answer.Records);
      }
      // A shard that ended has others that go on; the map visits what is added meanwhile.
      if (first !== undefined && iterator === undefined) await findShards();
    }
  };
};

interface Row {
  sequence_number: string;
  event_name: DatabaseRecord["eventName"];
  keys_json: string;
  new_image: string | null;
  old_image: string | null;
  user_identity: string | null;
}

/** The stream records in the file of the database. Each write asks for them, and a query costs a tenth of a request. */
export interface StreamFile {
  /** Reads the stream of a table that has just got it. */
  open(tableName: string, viewType: string): StreamLog;
  close(): void;
}

export const openStreamFile = (folder: string): StreamFile => {
  const database = new DatabaseSync(join(folder, "dynamodb.sqlite"), { readOnly: true, timeout: 2000 });
  const after = database.prepare(
    "SELECT sequence_number, event_name, keys_json, new_image, old_image, user_identity FROM _stream_records" +
      " WHERE table_name = ? AND CAST(sequence_number AS INTEGER) > ?" +
      " ORDER BY CAST(sequence_number AS INTEGER) LIMIT ?",
  );
  const last = database.prepare(
    "SELECT MAX(CAST(sequence_number AS INTEGER)) AS number FROM _stream_records WHERE table_name = ?",
  );

  const toRecord = (row: Row, viewType: string): DatabaseRecord => ({
    eventName: row.event_name,
    dynamodb: {
      Keys: JSON.parse(row.keys_json),
      NewImage: row.new_image === null ? undefined : JSON.parse(row.new_image),
      OldImage: row.old_image === null ? undefined : JSON.parse(row.old_image),
      StreamViewType: viewType,
      SequenceNumber: row.sequence_number,
    },
    userIdentity: row.user_identity === null ? undefined : JSON.parse(row.user_identity),
  });

  return {
    open(tableName, viewType) {
      // Records of a table that had the name before are still there.
      const newest = () => Number(last.get(tableName)?.number ?? 0);
      const begin = newest();
      const read = (position: number, limit: number) =>
        (after.all(tableName, position, limit) as unknown as Row[]).map((row) => toRecord(row, viewType));
      return {
        shardId: `shardId-00000001-${tableName}`,
        openReader: () => {
          let position = begin;
          return async (each) => {
            for (let full = true; full; ) {
              const records = read(position, PAGE);
              if (records.length === 0) return;
              position = Number(records.at(-1)!.dynamodb.SequenceNumber);
              full = records.length === PAGE;
              await each(records);
            }
          };
        },
        after: async (sequenceNumber, limit) => read(Math.max(begin, Number(sequenceNumber ?? 0)), limit),
        newest: () => (newest() > begin ? String(newest()) : undefined),
      };
    },
    close: () => database.close(),
  };
};
