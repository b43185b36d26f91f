import { z } from "zod";
import type { Cloud, Emulator } from "../../core/cloud.ts";
import { createIterators } from "./iterators.ts";
import { permissionsOf, subjectOf } from "./permissions.ts";
import { putOperations } from "./put-operations.ts";
import { readOperations } from "./read-operations.ts";
import { DEFAULT_RECORD_KIB, ON_DEMAND_SHARDS, STREAM, streamProperties } from "./resources.ts";
import { shardOperations } from "./shard-operations.ts";
import { shardSourceOf } from "./shard-source.ts";
import { createStreamStore } from "./stream-store.ts";

const provisioned = z.object({ name: z.string() });

/** Kinesis Data Streams, in memory. Offers `kinesisStreams`. */
export const createKinesisEmulator = (cloud: Cloud): Emulator => {
  const store = createStreamStore(cloud);
  const iterators = createIterators(cloud.clock);

  cloud.offer("kinesisStreams", {
    get(arn) {
      const stream = store.byArn(arn);
      return stream && shardSourceOf(stream, arn);
    },
  });

  const provisionStream: NonNullable<Emulator["provision"]>[string] = ({ inputs, outputs }) => {
    const properties = streamProperties.parse(inputs);
    const mode = properties.streamModeDetails?.streamMode ?? "PROVISIONED";
    const stream = store.create({
      name: provisioned.parse(outputs).name,
      mode,
      shardCount: mode === "ON_DEMAND" ? ON_DEMAND_SHARDS : properties.shardCount!,
      retentionHours: properties.retentionPeriod ?? 24,
      maxRecordKiB: properties.maxRecordSizeInKib ?? DEFAULT_RECORD_KIB,
      keyId: properties.encryptionType === "KMS" ? properties.kmsKeyId : undefined,
    });
    for (const [name, value] of Object.entries(properties.tagsAll ?? properties.tags ?? {}))
      stream.tags.set(name, value);
    for (const metric of properties.shardLevelMetrics ?? []) stream.metrics.add(metric);
  };

  return {
    service: "kinesis",
    operations: {
      ...putOperations(cloud, store),
      ...readOperations(cloud, store, iterators),
      ...shardOperations(cloud, store, () => 0),
    },
    permissions: (operation, input) => permissionsOf(cloud, iterators, operation, input),
    recorded: (_operation, input) => ({ resource: subjectOf(cloud, iterators, input) ?? "*", input }),
    provision: { [STREAM]: provisionStream },
    stop() {
      for (const stream of store.all()) stream.close();
    },
  };
};
