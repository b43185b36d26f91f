import type { OperationOf, Service } from "../../core/aws-operations.ts";
import type { Caller } from "../../core/cloud.ts";
import type {
  Discarded,
  Poll,
  PolledRecord,
  QueuePollOptions,
  QueueRecord,
  StreamBatch,
  StreamPollOptions,
  StreamRecord,
} from "../../core/polling.ts";
import type { ShardSource } from "../../core/shards.ts";
import { createTestCloud, type TestCloud } from "../../testing/fake-cloud.ts";
import { provision } from "../../testing/provision.ts";
import { standInFor } from "../../testing/stand-in.ts";
import { createPipesEmulator } from "./emulator.ts";

export interface ReceivedCall {
  readonly operation: string;
  readonly input: Record<string, unknown>;
  readonly caller: Caller;
}

const at = "eu-west-1:000000000000";
export const arns = {
  queue: `arn:aws:sqs:${at}:orders`,
  outQueue: `arn:aws:sqs:${at}:out`,
  stream: `arn:aws:dynamodb:${at}:table/orders/stream/2026`,
  machine: `arn:aws:states:${at}:stateMachine:relay`,
  function: `arn:aws:lambda:${at}:function:enrich`,
  topic: `arn:aws:sns:${at}:news`,
  bus: `arn:aws:events:${at}:event-bus/shop`,
  role: "arn:aws:iam::000000000000:role/pipe",
};

/** Answers of targets that give records back. */
export const givingBack = (...ids: string[]) =>
  JSON.stringify({ batchItemFailures: ids.map((itemIdentifier) => ({ itemIdentifier })) });

export const message = (messageId: string, body: string): QueueRecord => ({
  messageId,
  receiptHandle: `receipt-${messageId}`,
  body,
  attributes: {},
  messageAttributes: {},
  md5OfBody: "",
  eventSource: "aws:sqs",
  eventSourceARN: arns.queue,
  awsRegion: "eu-west-1",
});

export const change = (
  eventID: string,
  SequenceNumber: string,
  image: Record<string, unknown> = {},
): StreamRecord => ({
  eventID,
  eventVersion: "1.1",
  eventName: "INSERT",
  eventSource: "aws:dynamodb",
  awsRegion: "eu-west-1",
  eventSourceARN: arns.stream,
  dynamodb: {
    Keys: { pk: { S: eventID } },
    NewImage: image,
    StreamViewType: "NEW_IMAGE",
    SequenceNumber,
    SizeBytes: 1,
    ApproximateCreationDateTime: 1_700_000_000,
  },
});

/** A change as it is polled of the stream's only shard. */
const polled = (data: StreamRecord): PolledRecord => ({
  event: data,
  record: {
    sequenceNumber: data.dynamodb.SequenceNumber,
    key: JSON.stringify(data.dynamodb.Keys),
    arrivedAt: data.dynamodb.ApproximateCreationDateTime * 1000,
    journalKey: `ddb:${data.eventID}`,
    data,
  },
});

export const streamBatch = (causes: readonly number[], ...changes: StreamRecord[]): StreamBatch => ({
  shardId: SHARD,
  records: changes.map(polled),
  causes,
});

export const discarded = (
  causes: readonly number[],
  condition: Discarded["condition"],
  ...changes: StreamRecord[]
): Discarded => {
  const { records } = streamBatch(causes, ...changes);
  const [first, last] = [records[0]!.record, records.at(-1)!.record];
  const count = records.length;
  return {
    condition,
    message: "enough",
    shardId: SHARD,
    records,
    first,
    last,
    count,
    causes,
    invocations: 1,
  };
};

const SHARD = "shardId-1";
const emptyStream: ShardSource = {
  arn: arns.stream,
  streamArn: arns.stream,
  retentionMs: 86_400_000,
  shards: () => [{ shardId: SHARD, parents: [] }],
  begin: async () => undefined,
  read: async () => ({ records: [], ended: false }),
  onChange: () => () => {},
};

/** Pipes between neighbours that take notes and answer with `answers[operation]`, and a poller driven by the test. */
export const createPipeFixture = (
  answers: Record<string, (input: Record<string, unknown>) => unknown> = {},
  cloud: TestCloud = createTestCloud(),
) => {
  const received: ReceivedCall[] = [];
  const neighbour = <S extends Service>(service: S, ...operations: OperationOf<S>[]) =>
    cloud.add(
      standInFor(service, operations, async (operation, input, caller) => {
        received.push({ operation, input, caller });
        return answers[operation]?.(input) ?? {};
      }),
    );
  neighbour("states", "StartExecution", "StartSyncExecution");
  neighbour("lambda", "Invoke");
  neighbour("sqs", "SendMessage", "SendMessageBatch");
  neighbour("sns", "Publish");
  neighbour("events", "PutEvents");

  const queuePolls: QueuePollOptions[] = [];
  const streamPolls: StreamPollOptions[] = [];
  let polling = 0;
  const poll = (): Poll => {
    polling++;
    return {
      stop: async () => {
        polling--;
      },
    };
  };
  cloud.offer("polling", {
    queue: (options) => {
      queuePolls.push(options);
      return poll();
    },
    stream: (options) => {
      streamPolls.push(options as StreamPollOptions);
      return poll();
    },
  });
  cloud.offer("tableStreams", { get: (arn) => (arn === arns.stream ? emptyStream : undefined) });
  const reasons = new Map<string, { code: string; message: string }>();
  cloud.offer("queues", {
    get: () => undefined,
    failed: (messageId, reason) => reasons.set(messageId, reason),
    discard: () => {},
    done: () => {},
  });
  const emulator = createPipesEmulator(cloud);
  cloud.add(emulator);

  return {
    cloud,
    emulator,
    received,
    /** Why messages failed, as their queue was told. */
    reasons,
    polls: () => polling,
    /** Provisions and starts a pipe; source and target are a queue and a state machine unless given. */
    async start(properties: Record<string, unknown> = {}) {
      await provision(cloud, emulator, "aws:pipes/pipe:Pipe", "Relay", {
        name: "relay",
        roleArn: arns.role,
        source: arns.queue,
        target: arns.machine,
        ...properties,
      });
      await emulator.start?.();
      return { queue: queuePolls.at(-1)!, stream: streamPolls.at(-1)! };
    },
  };
};
