import { z } from "zod";
import type { Cloud } from "../../core/cloud.ts";
import { pairs } from "../../state/shapes.ts";
import { inUse, invalid, limitExceeded, notFound } from "./errors.ts";
import type { LocalStream } from "./local-stream.ts";
import type { StreamStore } from "./stream-store.ts";

/** A consumer of a stream with a throughput of its own (enhanced fan-out). */
export interface Consumer {
  readonly name: string;
  readonly arn: string;
  readonly stream: LocalStream;
  readonly createdAt: number;
  readonly tags: Map<string, string>;
  /** Whether the config has it. */
  readonly declared: boolean;
  status: "CREATING" | "ACTIVE" | "DELETING";
}

export interface ConsumerReference {
  readonly ConsumerARN?: string | undefined;
  readonly ConsumerName?: string | undefined;
  readonly StreamARN?: string | undefined;
}

export interface ConsumerStore {
  /**
   * Throws what AWS says to a name that is taken, or to one too many. `ms` is how long it is being made; its ARN has the
   * time when it began, which may be given in seconds.
   */
  register(stream: LocalStream, name: string, ms: number, began?: number): Consumer;
  deregister(consumer: Consumer, ms: number): void;
  /** Throws what AWS says to a reference to none. */
  find(reference: ConsumerReference): Consumer;
  byArn(arn: string): Consumer | undefined;
  /** Those of a stream, the oldest first. */
  of(stream: LocalStream): readonly Consumer[];
  /** Drops those of a stream that is deleted. */
  forget(stream: LocalStream): void;
  /** Keeps its tags. */
  tagged(consumer: Consumer): void;
  /** Takes up what calls had registered in an earlier run. */
  restore(): void;
}

const keptConsumer = z.object({
  name: z.string(),
  createdAt: z.number(),
  stream: z.string(),
  tags: pairs,
});
const toKept = ({ name, createdAt, stream, tags }: Consumer): z.infer<typeof keptConsumer> => ({
  name,
  createdAt,
  stream: stream.name,
  tags: [...tags],
});

/** `began` is in seconds. */
export const consumerArn = (streamArn: string, name: string, began: number): string =>
  `${streamArn}/consumer/${name}:${began}`;

/** https://docs.aws.amazon.com/kinesis/latest/APIReference/API_RegisterStreamConsumer.html */
const MOST = 20;
const MOST_AT_ONCE = 5;

export const createConsumerStore = (
  { clock, accountId, state }: Pick<Cloud, "clock" | "accountId" | "state">,
  store: StreamStore,
): ConsumerStore => {
  const consumers = new Map<string, Consumer>();
  const kept = state.records("kinesis/consumers", keptConsumer, toKept);
  const keep = (consumer: Consumer) => {
    if (!consumer.declared) kept.put(consumer.arn, consumer);
  };
  const of = (stream: LocalStream) =>
    [...consumers.values()].filter((consumer) => consumer.stream === stream);

  return {
    of,
    byArn: (arn) => consumers.get(arn),
    register(stream, name, ms, began) {
      const present = of(stream);
      if (present.some((consumer) => consumer.name === name))
        throw inUse(`Consumer ${name} under stream ${stream.name} already exists for account ${accountId}.`);
      if (present.length >= MOST)
        throw limitExceeded(
          `Stream ${stream.name} under account ${accountId} has ${MOST} consumers, which is the most there can be.`,
        );
      if (present.filter(({ status }) => status === "CREATING").length >= MOST_AT_ONCE)
        throw limitExceeded(
          `${MOST_AT_ONCE} consumers of stream ${stream.name} under account ${accountId} are being created, which is the most at once.`,
        );
      const createdAt = clock.now();
      const consumer: Consumer = {
        name,
        arn: consumerArn(stream.arn, name, began ?? Math.floor(createdAt / 1000)),
        stream,
        createdAt,
        tags: new Map(),
        declared: began !== undefined,
        status: ms > 0 ? "CREATING" : "ACTIVE",
      };
      consumers.set(consumer.arn, consumer);
      keep(consumer);
      if (ms > 0)
        clock.schedule(ms, () => {
          if (consumer.status === "CREATING") consumer.status = "ACTIVE";
        });
      return consumer;
    },
    deregister(consumer, ms) {
      consumer.status = "DELETING";
      kept.delete(consumer.arn);
      clock.schedule(ms, () => void consumers.delete(consumer.arn));
    },
    find({ ConsumerARN, ConsumerName, StreamARN }) {
      if (ConsumerARN === undefined && (ConsumerName === undefined || StreamARN === undefined))
        throw invalid("Either ConsumerARN or both StreamARN and ConsumerName must be provided.");
      const found =
        ConsumerARN === undefined
          ? of(store.find({ StreamARN })).find(({ name }) => name === ConsumerName)
          : consumers.get(ConsumerARN);
      if (found) return found;
      throw notFound(`Consumer ${ConsumerARN ?? ConsumerName}, account ${accountId} not found.`);
    },
    forget(stream) {
      for (const { arn } of of(stream)) {
        consumers.delete(arn);
        kept.delete(arn);
      }
    },
    tagged: keep,
    restore() {
      for (const [arn, { name, createdAt, stream: streamName, tags }] of kept.read()) {
        const stream = store.byName(streamName);
        if (stream)
          consumers.set(arn, {
            name,
            arn,
            stream,
            createdAt,
            tags: new Map(tags),
            declared: false,
            status: "ACTIVE",
          });
        else kept.delete(arn);
      }
    },
  };
};
