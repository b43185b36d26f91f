import type { DatabaseSync } from "node:sqlite";
import type { z } from "zod";
import { parseRequest } from "../../parse-request.ts";
import type { Table } from "./catalog.ts";
import { type Core, type CoreOptions, createCore, type Origin } from "./core.ts";
import * as inputs from "./inputs.ts";
import { batchWriteItem } from "./operations/batch-write.ts";
import { checkNamed, createTable } from "./operations/create-table.ts";
import { batchGetItem, getItem } from "./operations/gets.ts";
import { query, scan } from "./operations/query.ts";
import * as streams from "./operations/streams.ts";
import * as tables from "./operations/tables.ts";
import { createTransactWrite, transactGetItems } from "./operations/transactions.ts";
import { updateTable } from "./operations/update-table.ts";
import { put, remove, update } from "./operations/writes.ts";
import { batchExecuteStatement, createExecuteTransaction, executeStatement } from "./partiql/execute.ts";
import * as statements from "./partiql/requests.ts";
import type { StreamLog } from "./stream-log.ts";
import * as streamRequests from "./stream-requests.ts";
import * as requests from "./table-requests.ts";

/** Takes what came over the wire, or from within the process; answers, or throws `AwsError`, at once. */
export type EngineOperation = (input: unknown, origin: Origin) => object;

export interface Engine {
  readonly operations: Readonly<Record<string, EngineOperation>>;
  readonly streamOperations: Readonly<Record<string, EngineOperation>>;
  readonly log: StreamLog;
  table(name: string): Table | undefined;
  tables(): readonly Table[];
}

const operationsOf = (core: Core) => {
  /** An operation that parses its input by a schema. */
  const reading =
    <Schema extends z.ZodType>(
      schema: Schema,
      run: (core: Core, input: z.output<Schema>) => object,
    ): EngineOperation =>
    (input) =>
      run(core, parseRequest(schema, input));
  const writing =
    <Schema extends z.ZodType>(
      schema: Schema,
      run: (core: Core, origin: Origin, input: z.output<Schema>) => object,
    ): EngineOperation =>
    (input, origin) =>
      run(core, origin, parseRequest(schema, input));

  const operations: Record<string, EngineOperation> = {
    BatchExecuteStatement: writing(statements.batchExecuteStatement, batchExecuteStatement),
    BatchGetItem: reading(inputs.batchGetItem, batchGetItem),
    BatchWriteItem: writing(inputs.batchWriteItem, batchWriteItem),
    CreateTable: (input) => {
      checkNamed(input);
      return createTable(core, parseRequest(requests.createTable, input));
    },
    DeleteItem: writing(inputs.deleteItem, remove),
    DeleteTable: reading(requests.named, tables.deleteTable),
    DescribeContinuousBackups: reading(requests.named, tables.describeContinuousBackups),
    DescribeTable: reading(requests.named, tables.describe),
    DescribeTimeToLive: reading(requests.named, tables.describeTimeToLive),
    ExecuteStatement: writing(statements.executeStatement, executeStatement),
    ExecuteTransaction: writing(statements.executeTransaction, createExecuteTransaction()),
    GetItem: reading(inputs.getItem, getItem),
    ListTables: reading(requests.listTables, tables.listTables),
    ListTagsOfResource: reading(requests.listTagsOfResource, tables.listTagsOfResource),
    PutItem: writing(inputs.putItem, put),
    Query: reading(inputs.query, query),
    Scan: reading(inputs.scan, scan),
    TagResource: reading(requests.tagResource, tables.tagResource),
    TransactGetItems: reading(inputs.transactGetItems, transactGetItems),
    TransactWriteItems: writing(inputs.transactWriteItems, createTransactWrite()),
    UntagResource: reading(requests.untagResource, tables.untagResource),
    UpdateContinuousBackups: reading(requests.updateContinuousBackups, tables.updateContinuousBackups),
    UpdateItem: writing(inputs.updateItem, update),
    UpdateTable: reading(requests.updateTable, updateTable),
    UpdateTimeToLive: reading(requests.updateTimeToLive, tables.updateTimeToLive),
  };
  const streamOperations: Record<string, EngineOperation> = {
    DescribeStream: reading(streamRequests.describeStream, streams.describeStream),
    GetRecords: reading(streamRequests.getRecords, streams.getRecords),
    GetShardIterator: reading(streamRequests.getShardIterator, streams.getShardIterator),
    ListStreams: reading(streamRequests.listStreams, streams.listStreams),
  };
  return { operations, streamOperations };
};

/** DynamoDB in this process. It keeps in the database what it answered; the writes of an operation are done whole. */
export const openEngine = ({
  database,
  ...options
}: CoreOptions & { readonly database: DatabaseSync }): Engine => {
  const core = createCore(database, options);
  return { ...operationsOf(core), log: core.log, table: core.catalog.get, tables: core.catalog.all };
};
