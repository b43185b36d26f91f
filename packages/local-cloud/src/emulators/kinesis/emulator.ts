import { z } from "zod";
import type { Cloud, Emulator } from "../../core/cloud.ts";
import { consumerOperations } from "./consumer-operations.ts";
import { createConsumerStore } from "./consumers.ts";
import { countHours } from "./hours.ts";
import { createIterators } from "./iterators.ts";
import { createPeek } from "./peek.ts";
import { permissionsOf, subjectOf } from "./permissions.ts";
import { putOperations } from "./put-operations.ts";
import { readOperations } from "./read-operations.ts";
import { reshardOperations } from "./reshard-operations.ts";
import { resourceOperations } from "./resource-operations.ts";
import {
  CONSUMER,
  consumerProperties,
  DEFAULT_RECORD_KIB,
  GRAPH_BEGAN,
  ON_DEMAND_SHARDS,
  POLICY,
  policyProperties,
  STREAM,
  streamProperties,
} from "./resources.ts";
import { shardOperations } from "./shard-operations.ts";
import { createShardSources } from "./shard-source.ts";
import { streamOperations } from "./stream-operations.ts";
import { createStreamStore } from "./stream-store.ts";
import { createSubscriptions } from "./subscriptions.ts";

const provisioned = z.object({ name: z.string() });

/** Kinesis Data Streams. Offers `kinesisStreams`. */
export const createKinesisEmulator = (cloud: Cloud): Emulator => {
  const store = createStreamStore(cloud);
  const iterators = createIterators(cloud.clock);
  const consumers = createConsumerStore(cloud, store);
  const subscriptions = createSubscriptions(cloud.clock);

  const sources = createShardSources(cloud.clock);
  let stopHours: (() => void) | undefined;

  cloud.offer("kinesisStreams", {
    get(arn) {
      const stream = store.byArn(arn) ?? consumers.byArn(arn)?.stream;
      return stream && sources.open(stream, arn);
    },
  });

  cloud.offer("streamPeek", createPeek(store, consumers, sources));

  /** Streams that the config has changed since the run before, by name. */
  const changed = new Set<string>();

  const provisionStream: NonNullable<Emulator["provision"]>[string] = (resource) => {
    const { inputs, outputs } = resource;
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
    if (!cloud.provisioned.isKept(resource)) changed.add(stream.name);
    for (const [name, value] of Object.entries(properties.tagsAll ?? properties.tags ?? {}))
      stream.tags.set(name, value);
    for (const metric of properties.shardLevelMetrics ?? []) stream.metrics.add(metric);
  };

  return {
    service: "kinesis",
    operations: {
      ...putOperations(cloud, store),
      ...readOperations(cloud, store, iterators),
      ...shardOperations(cloud, store, (stream) => consumers.of(stream).length),
      ...streamOperations(cloud, store, consumers),
      ...reshardOperations(cloud, store),
      ...consumerOperations(cloud, store, consumers, subscriptions),
      ...resourceOperations(cloud, store, consumers),
    },
    permissions: (operation, input) => permissionsOf(cloud, iterators, operation, input),
    recorded: (_operation, input) => ({ resource: subjectOf(cloud, iterators, input) ?? "*", input }),
    provision: {
      [STREAM]: provisionStream,
      [CONSUMER]: ({ inputs, outputs }) => {
        const { streamArn, tags = {}, tagsAll = tags } = consumerProperties.parse(inputs);
        const { name } = provisioned.parse(outputs);
        const consumer = consumers.register(store.find({ StreamARN: streamArn }), name, 0, GRAPH_BEGAN);
        for (const [key, value] of Object.entries(tagsAll)) consumer.tags.set(key, value);
      },
      [POLICY]: ({ inputs }) => {
        const { resourceArn, policy } = policyProperties.parse(inputs);
        cloud.resourcePolicies.attach(resourceArn, policy);
      },
    },
    restore() {
      store.restore(changed);
      consumers.restore();
    },
    start() {
      stopHours = countHours(cloud, store, consumers);
    },
    stop() {
      stopHours?.();
      subscriptions.close();
      for (const stream of store.all()) stream.close();
    },
  };
};
