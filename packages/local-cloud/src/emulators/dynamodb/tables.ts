import { z } from "zod";
import { arnOf, parseArn } from "../../core/arn.ts";
import type { Cloud } from "../../core/cloud.ts";
import { STREAM_LABEL, tableArn } from "./resources.ts";
import { apiLog, type StreamFile } from "./stream-reader.ts";
import { createTableStream, type TableStream } from "./table-stream.ts";

export interface Table {
  readonly name: string;
  readonly arn: string;
  /** Names of the partition key and, when there is one, the sort key. */
  readonly keyNames: readonly string[];
  hasIndexes: boolean;
  stream?: TableStream;
  /** ARN the database knows the stream by. */
  databaseStreamArn?: string;
  ttlAttribute?: string;
}

/** A table as CreateTable, UpdateTable and DescribeTable answer it. */
const description = z.object({
  TableName: z.string(),
  TableArn: z.string(),
  KeySchema: z.array(z.object({ AttributeName: z.string(), KeyType: z.string() })),
  StreamSpecification: z
    .object({ StreamEnabled: z.boolean().optional(), StreamViewType: z.string().optional() })
    .optional(),
  LatestStreamArn: z.string().optional(),
  GlobalSecondaryIndexes: z.array(z.unknown()).optional(),
  LocalSecondaryIndexes: z.array(z.unknown()).optional(),
});

/** The tables of the database, and how its ARNs and ours translate. */
export interface Tables {
  get(name: string): Table | undefined;
  all(): Iterable<Table>;
  /** Takes note of a table the database described, with the database's ARNs. */
  learn(description: unknown): Table;
  forget(name: string): void;
  /** Replaces our ARNs in a request. */
  toDatabase(text: string): string;
  /** Replaces the database's ARNs in an answer. */
  fromDatabase(text: string): string;
}

export const createTables = (
  cloud: Pick<Cloud, "accountId" | "clock" | "journal" | "region" | "warn">,
  database: {
    call(operation: string, input: object): Promise<unknown>;
    /** Present when the database is a process of ours. */
    streamFile(): StreamFile | undefined;
  },
): Tables => {
  const tables = new Map<string, Table>();
  const ourPrefix = arnOf("dynamodb", cloud, "");
  let databasePrefix: string | undefined;

  const followStream = (table: Table, databaseArn: string | undefined, viewType: string) => {
    if (table.databaseStreamArn === databaseArn) return;
    table.stream?.close();
    delete table.stream;
    delete table.databaseStreamArn;
    if (databaseArn === undefined) return;
    table.databaseStreamArn = databaseArn;
    const arn = `${table.arn}/stream/${STREAM_LABEL}`;
    const log = database.streamFile()?.open(table.name, viewType) ?? apiLog(databaseArn, database.call);
    table.stream = createTableStream({ arn, keyNames: table.keyNames, cloud, log });
  };

  return {
    get: (name) => tables.get(name),
    all: () => tables.values(),
    learn(raw) {
      const found = description.parse(raw);
      const { region = "", account = "" } = parseArn(found.TableArn) ?? {};
      databasePrefix = arnOf("dynamodb", { region, accountId: account }, "");
      const table = tables.get(found.TableName) ?? {
        name: found.TableName,
        arn: tableArn(found.TableName, cloud),
        keyNames: found.KeySchema.map(({ AttributeName }) => AttributeName),
        hasIndexes: false,
      };
      const { GlobalSecondaryIndexes = [], LocalSecondaryIndexes = [] } = found;
      table.hasIndexes = GlobalSecondaryIndexes.length + LocalSecondaryIndexes.length > 0;
      tables.set(table.name, table);
      const { StreamEnabled, StreamViewType = "" } = found.StreamSpecification ?? {};
      followStream(table, StreamEnabled ? found.LatestStreamArn : undefined, StreamViewType);
      return table;
    },
    forget(name) {
      tables.get(name)?.stream?.close();
      tables.delete(name);
    },
    toDatabase(text) {
      let translated = text;
      for (const { stream, databaseStreamArn } of tables.values()) {
        if (stream && databaseStreamArn) translated = translated.replaceAll(stream.arn, databaseStreamArn);
      }
      return databasePrefix ? translated.replaceAll(ourPrefix, databasePrefix) : translated;
    },
    fromDatabase(text) {
      let translated = text;
      for (const { stream, databaseStreamArn } of tables.values()) {
        if (!stream || !databaseStreamArn) continue;
        const label = databaseStreamArn.slice(databaseStreamArn.lastIndexOf("/") + 1);
        translated = translated
          .replaceAll(databaseStreamArn, stream.arn)
          .replaceAll(`StreamLabel":"${label}"`, `StreamLabel":"${STREAM_LABEL}"`);
      }
      return databasePrefix ? translated.replaceAll(databasePrefix, ourPrefix) : translated;
    },
  };
};
