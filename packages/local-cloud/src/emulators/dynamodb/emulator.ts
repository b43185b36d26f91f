import { z } from "zod";
import { AwsError } from "../../core/aws-error.ts";
import type { Caller, Cloud, Emulator, Operation } from "../../core/cloud.ts";
import type { Resource } from "../../core/resource-graph.ts";
import type {} from "../../core/shards.ts";
import type {} from "./api.ts";
import type { Table } from "./engine/catalog.ts";
import type { Origin, Written } from "./engine/core.ts";
import { type EngineOperation, openEngine } from "./engine/engine.ts";
import { shardIdOf } from "./engine/operations/streams.ts";
import { startExpiry } from "./expiry.ts";
import { noteIndexWrites } from "./index-writes.ts";
import { dynamoDbPermissions } from "./permissions.ts";
import { resourcePolicyProperties, streamArn, tableItemProperties, tableProperties } from "./resources.ts";
import { createTableInput } from "./table-inputs.ts";
import { createTableStream, type TableStream } from "./table-stream.ts";
import { changesOf } from "./take-up.ts";

/** DynamoDB, with DynamoDB Streams as an API of its own. */
export interface DynamoDbEmulator extends Emulator {
  readonly streams: Emulator;
}

const TABLE = "aws:dynamodb/table:Table";
const provisioned = z.object({ name: z.string() });

/**
 * DynamoDB, in this process. Offers `tableStreams`. Writes show at the readers of the table's stream at once, with the hop
 * that made them.
 */
export const createDynamoDbEmulator = (cloud: Cloud): DynamoDbEmulator => {
  const streams = new Map<number, TableStream>();
  let stopped = false;
  let stopExpiry: (() => void) | undefined;

  const streamOf = (table: Table): TableStream | undefined => {
    if (!table.stream) return undefined;
    let stream = streams.get(table.number);
    if (!stream) {
      stream = createTableStream({ cloud, table, log: engine.log });
      streams.set(table.number, stream);
    }
    return stream;
  };

  const written = (writes: readonly Written[], { causes }: Origin) => {
    for (const { table, entry } of writes) if (entry) streamOf(table)?.add(entry, causes);
    noteIndexWrites(cloud, writes, causes);
  };

  const engine = openEngine({
    database: cloud.state.database,
    account: cloud,
    now: () => cloud.clock.now(),
    written,
    warn: cloud.warn,
    readers: (table) =>
      cloud.streamReaders
        .checkpoints(streamArn(table.name, cloud), shardIdOf(table))
        .map((checkpoint) => checkpoint?.after),
    dropping(what) {
      cloud.state.begin();
      cloud.state.drop(what);
    },
  });

  /** Ends the streams that an operation took from their tables. */
  const endStreams = () => {
    for (const [number, stream] of streams) {
      if (engine.tables().some((table) => table.number === number && table.stream)) continue;
      stream.close();
      streams.delete(number);
    }
  };

  const run = (operation: EngineOperation, input: unknown, origin: Origin): object => {
    if (stopped) throw new AwsError("InternalServerError", "DynamoDB has stopped.", { status: 500 });
    cloud.state.begin();
    return operation(input, origin);
  };
  const operationsOf = (operations: Readonly<Record<string, EngineOperation>>): Record<string, Operation> =>
    Object.fromEntries(
      Object.entries(operations).map(([name, operation]) => [
        name,
        (input, { causes }) => {
          const answer = run(operation, input, { causes });
          if (name === "DeleteTable" || name === "UpdateTable") endStreams();
          return answer;
        },
      ]),
    );

  const root: Caller = { principal: { kind: "root" }, causes: [] };
  const operations = operationsOf(engine.operations);
  const call = (operation: string, input: object) => operations[operation]!(input, root);

  /** Tables of the config, by name. */
  const declared = cloud.state.records<object>("dynamodb/tables", z.object());

  const drop = ({ name, items, isProtected }: Table, why: string) => {
    cloud.state.drop(`table ${name} with ${items.totals().items} items: ${why}`);
    if (isProtected) call("UpdateTable", { TableName: name, DeletionProtectionEnabled: false });
    call("DeleteTable", { TableName: name });
  };
  /** Makes the table, or of what an earlier run left of it what it is to be now. */
  const takeUp = (input: ReturnType<typeof createTableInput>) => {
    const left = engine.table(input.TableName);
    const changes = left && changesOf(left, input);
    for (const change of changes ?? []) call("UpdateTable", change);
    if (changes) return;
    if (left) drop(left, "its key is another now");
    call("CreateTable", input);
  };

  const expireBy = (TableName: string, attribute: string | undefined) => {
    const now = engine.table(TableName)?.ttlAttribute;
    if (now === attribute) return;
    const set = (AttributeName: string, Enabled: boolean) =>
      call("UpdateTimeToLive", { TableName, TimeToLiveSpecification: { AttributeName, Enabled } });
    if (now) set(now, false);
    if (attribute) set(attribute, true);
  };

  const provisionTable = ({ inputs, outputs }: Resource): void => {
    const properties = tableProperties.parse(inputs);
    const { name: TableName } = provisioned.parse(outputs);
    try {
      takeUp(createTableInput(TableName, properties));
      declared.put(TableName, {});
      cloud.state.begin();
    } catch (cause) {
      throw new Error(`Table ${TableName} cannot be created: ${(cause as Error).message}`, { cause });
    }
    const { ttl, pointInTimeRecovery: recovery } = properties;
    expireBy(TableName, ttl?.enabled ? ttl.attributeName : undefined);
    if (recovery)
      call("UpdateContinuousBackups", {
        TableName,
        PointInTimeRecoverySpecification: {
          PointInTimeRecoveryEnabled: recovery.enabled,
          RecoveryPeriodInDays: recovery.recoveryPeriodInDays,
        },
      });
  };

  cloud.offer("tableStreams", {
    get(arn) {
      const table = engine.tables().find(({ name, stream }) => stream && streamArn(name, cloud) === arn);
      return table && streamOf(table);
    },
  });

  const permissions = dynamoDbPermissions(cloud);
  return {
    service: "dynamodb",
    operations,
    streams: {
      service: "streams.dynamodb",
      operations: operationsOf(engine.streamOperations),
      permissions,
    },
    permissions,
    provision: {
      [TABLE]: provisionTable,
      "aws:dynamodb/tableItem:TableItem": (resource) => {
        if (cloud.provisioned.isKept(resource)) return;
        const { tableName, item } = tableItemProperties.parse(resource.inputs);
        call("PutItem", { TableName: tableName, Item: JSON.parse(item) });
      },
      "aws:dynamodb/resourcePolicy:ResourcePolicy": ({ inputs }) => {
        const { resourceArn, policy } = resourcePolicyProperties.parse(inputs);
        cloud.resourcePolicies.attach(resourceArn, policy);
      },
    },
    restore() {
      for (const [name] of declared.read()) {
        const table = engine.table(name);
        const isDeclared = cloud.graph.resources.some(
          ({ type, outputs }) => type === TABLE && outputs.name === name,
        );
        if (isDeclared) continue;
        declared.delete(name);
        if (table) drop(table, "the config has it no longer");
      }
    },
    start() {
      stopExpiry = startExpiry(cloud, engine);
    },
    stop() {
      stopped = true;
      stopExpiry?.();
      for (const stream of streams.values()) stream.close();
    },
  };
};
