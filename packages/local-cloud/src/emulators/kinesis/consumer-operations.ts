import type { Cloud } from "../../core/cloud.ts";
import { parseRequest } from "../parse-request.ts";
import type { KinesisOperations } from "./api.ts";
import type { Consumer, ConsumerStore } from "./consumers.ts";
import { inUse, notFound } from "./errors.ts";
import * as inputs from "./inputs.ts";
import { checkActive } from "./local-stream.ts";
import { placeOf } from "./positions.ts";
import { TRANSITION_MS } from "./stream-operations.ts";
import type { StreamStore } from "./stream-store.ts";
import type { Subscriptions } from "./subscriptions.ts";
import { addTags } from "./tags.ts";

const PAGE = 100;

const describe = ({ name, arn, status, createdAt }: Consumer) => ({
  ConsumerName: name,
  ConsumerARN: arn,
  ConsumerStatus: status,
  ConsumerCreationTimestamp: new Date(createdAt),
});

/** Consumers with a throughput of their own, and what they read. */
export const consumerOperations = (
  cloud: Pick<Cloud, "clock" | "accountId" | "resourcePolicies">,
  store: StreamStore,
  consumers: ConsumerStore,
  subscriptions: Subscriptions,
): KinesisOperations => {
  const { accountId } = cloud;

  const checkConsumer = (consumer: Consumer): Consumer => {
    if (consumer.status === "ACTIVE") return consumer;
    throw inUse(
      `Consumer ${consumer.name} with creation timestamp ${Math.floor(consumer.createdAt / 1000)} under stream: ${consumer.stream.name}, account ${accountId} is not in ACTIVE status.`,
    );
  };

  return {
    RegisterStreamConsumer(raw) {
      const { StreamARN, ConsumerName, Tags } = parseRequest(inputs.registerConsumer, raw);
      const stream = checkActive(store.find({ StreamARN }), accountId);
      const consumer = consumers.register(stream, ConsumerName, TRANSITION_MS);
      if (Tags) addTags(consumer.tags, Tags, `consumer ${ConsumerName}`, accountId);
      return { Consumer: describe(consumer) };
    },

    DeregisterStreamConsumer(raw) {
      const consumer = checkConsumer(consumers.find(parseRequest(inputs.consumer, raw)));
      consumers.deregister(consumer, TRANSITION_MS);
      cloud.resourcePolicies.attach(consumer.arn, undefined);
      return {};
    },

    DescribeStreamConsumer(raw) {
      const consumer = consumers.find(parseRequest(inputs.consumer, raw));
      return { ConsumerDescription: { ...describe(consumer), StreamARN: consumer.stream.arn } };
    },

    ListStreamConsumers(raw) {
      const { StreamARN, MaxResults = PAGE, NextToken } = parseRequest(inputs.listConsumers, raw);
      const after = NextToken === undefined ? "" : Buffer.from(NextToken, "base64").toString();
      const rest = consumers
        .of(store.find({ StreamARN }))
        .toSorted((a, b) => (a.arn < b.arn ? -1 : 1))
        .filter(({ arn }) => arn > after);
      const page = rest.slice(0, MaxResults);
      return {
        Consumers: page.map(describe),
        ...(rest.length > page.length && {
          NextToken: Buffer.from(page.at(-1)!.arn).toString("base64"),
        }),
      };
    },

    SubscribeToShard(raw) {
      const { ConsumerARN, ShardId, StartingPosition } = parseRequest(inputs.subscribeToShard, raw);
      const consumer = checkConsumer(consumers.find({ ConsumerARN }));
      const { stream } = consumer;
      const shard = stream.shard(ShardId);
      if (!shard)
        throw notFound(
          `Could not find shard ${ShardId} in stream ${stream.name} under account ${accountId}.`,
        );
      const place = placeOf(cloud, stream, shard, {
        type: StartingPosition.Type,
        sequenceNumber: StartingPosition.SequenceNumber,
        timestamp: StartingPosition.Timestamp,
      });
      const busy = `Another active subscription exists for this consumer: ${accountId}:${stream.name}:${shard.id}:${consumer.name}`;
      if (subscriptions.isSettling(consumer, shard)) throw inUse(busy);
      return { EventStream: subscriptions.open(consumer, shard, place, busy) };
    },
  };
};
