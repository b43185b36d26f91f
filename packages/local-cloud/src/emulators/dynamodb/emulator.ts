import { z } from "zod";
import { AwsError } from "../../core/aws-error.ts";
import type { Caller, Cloud, Emulator, Operation } from "../../core/cloud.ts";
import type { Resource } from "../../core/resource-graph.ts";
import type {} from "../../core/shards.ts";
import type {} from "./api.ts";
import type { Table } from "./engine/catalog.ts";
import type { Origin, Written } from "./engine/core.ts";
import { type EngineOperation, openEngine } from "./engine/engine.ts";
import { startExpiry } from "./expiry.ts";
import { noteIndexWrites } from "./index-writes.ts";
import { dynamoDbPermissions } from "./permissions.ts";
import { resourcePolicyProperties, streamArn, tableItemProperties, tableProperties } from "./resources.ts";
import { createTableInput } from "./table-inputs.ts";
import { createTableStream, type TableStream } from "./table-stream.ts";

/** DynamoDB, with DynamoDB Streams as an API of its own. */
export interface DynamoDbEmulator extends Emulator {
  readonly streams: Emulator;
}

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

  const engine = openEngine({ account: cloud, now: () => cloud.clock.now(), written });

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

  const provisionTable = ({ inputs, outputs }: Resource): void => {
    const properties = tableProperties.parse(inputs);
    const { name: TableName } = provisioned.parse(outputs);
    try {
      call("CreateTable", createTableInput(TableName, properties));
    } catch (cause) {
      throw new Error(`Table ${TableName} cannot be created: ${(cause as Error).message}`, { cause });
    }
    const { ttl, pointInTimeRecovery: recovery } = properties;
    if (ttl?.enabled && ttl.attributeName)
      call("UpdateTimeToLive", {
        TableName,
        TimeToLiveSpecification: { AttributeName: ttl.attributeName, Enabled: true },
      });
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
      "aws:dynamodb/table:Table": provisionTable,
      "aws:dynamodb/tableItem:TableItem": ({ inputs }) => {
        const { tableName, item } = tableItemProperties.parse(inputs);
        call("PutItem", { TableName: tableName, Item: JSON.parse(item) });
      },
      "aws:dynamodb/resourcePolicy:ResourcePolicy": ({ inputs }) => {
        const { resourceArn, policy } = resourcePolicyProperties.parse(inputs);
        cloud.resourcePolicies.attach(resourceArn, policy);
      },
    },
    start() {
      stopExpiry = startExpiry(cloud, engine);
    },
    stop() {
      stopped = true;
      stopExpiry?.();
      for (const stream of streams.values()) stream.close();
      engine.close();
    },
  };
};
