import { DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { KinesisClient, PutRecordsCommand } from "@aws-sdk/client-kinesis";
import {
  CreateEventSourceMappingCommand,
  type CreateEventSourceMappingCommandInput,
  type EventSourceMappingConfiguration,
  GetEventSourceMappingCommand,
} from "@aws-sdk/client-lambda";
import type { Emulator } from "../../../core/cloud.ts";
import type { Resource } from "../../../core/resource-graph.ts";
import { declared, provision } from "../../../testing/provision.ts";
import { createDynamoDbEmulator } from "../../dynamodb/emulator.ts";
import { createKinesisEmulator } from "../../kinesis/emulator.ts";
import { createS3Emulator } from "../../s3/emulator.ts";
import { createSnsEmulator } from "../../sns/emulator.ts";
import { createSqsEmulator } from "../../sqs/emulator.ts";
import { deploy } from "../fixtures/deploy.ts";
import { eventually } from "../fixtures/eventually.ts";

type CreateInput = Partial<CreateEventSourceMappingCommandInput>;
/** What a function was given: the shapes that tests look at. */
export interface ReceivedEvent {
  // biome-ignore lint/suspicious/noExplicitAny: records of three sources.
  Records: any[];
  window?: { start: string; end: string };
  state?: Record<string, number>;
  shardId?: string;
  isFinalInvokeForWindow?: boolean;
  isWindowTerminatedEarly?: boolean;
}

export const arns = {
  stream: "arn:aws:kinesis:eu-west-1:000000000000:stream/activity",
  dead: "arn:aws:sqs:eu-west-1:000000000000:dead",
  orders: "arn:aws:sqs:eu-west-1:000000000000:orders",
  topic: "arn:aws:sns:eu-west-1:000000000000:lost",
  bucket: "arn:aws:s3:::lost",
};
const root = { principal: { kind: "root" }, causes: [] } as const;

/** Lambda beside streams, tables and destinations, all real, behind a gateway. */
export const startStreams = async (orders: Record<string, unknown> = {}) => {
  const lambda = await deploy({ watch: false });
  const { cloud } = lambda;
  const emulators: Emulator[] = [];
  const add = <E extends Emulator>(emulator: E): E => {
    cloud.add(emulator);
    emulators.push(emulator);
    return emulator;
  };
  const kinesis = add(createKinesisEmulator(cloud));
  const dynamodb = add(createDynamoDbEmulator(cloud));
  const sqs = add(createSqsEmulator(cloud));
  const sns = add(createSnsEmulator(cloud));
  const s3 = add(createS3Emulator(cloud));
  const settings = {
    endpoint: cloud.endpoint,
    region: cloud.region,
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
  };
  const kinesisClient = new KinesisClient(settings);
  const dynamodbClient = new DynamoDBClient(settings);
  const queue = async (name: string, inputs: Record<string, unknown> = {}) => {
    const resource = declared(cloud, "aws:sqs/queue:Queue", name, { name, ...inputs });
    await sqs.provision?.["aws:sqs/queue:Queue"]?.(resource);
    (cloud.graph.resources as Resource[]).push(resource);
  };
  Object.assign(cloud, { graph: { ...cloud.graph, resources: [] } });
  await queue("dead");
  const stream = (name: string, shardCount = 1) =>
    provision(cloud, kinesis, "aws:kinesis/stream:Stream", name, { name, shardCount });
  await stream("activity");
  await queue(orders.fifoQueue ? "orders.fifo" : "orders", orders);

  let started = false;
  /** Functions are bundled at the start, so they have to be there. */
  const start = async () => {
    if (!started) await lambda.emulator.start?.();
    started = true;
  };
  /** As a test of refusals needs it: any settings at all. */
  const createAsGiven = async (input: object) => {
    await start();
    return lambda.client.send(new CreateEventSourceMappingCommand(input as never));
  };
  const create = (input: CreateInput) =>
    createAsGiven({ EventSourceArn: arns.stream, StartingPosition: "TRIM_HORIZON", ...input });
  const get = (UUID: string | undefined) => lambda.client.send(new GetEventSourceMappingCommand({ UUID }));

  return {
    ...lambda,
    kinesisClient,
    stream,
    sns,
    s3,
    /** A function of the fixture, and what it was given so far. */
    async fn(name: string, inputs: Record<string, unknown> = {}) {
      const resource = await lambda.add(name, { handler: `streams.${name}`, ...inputs });
      const arn = String(resource.outputs.arn);
      const events = (): ReceivedEvent[] =>
        cloud.journal
          .hops(({ action, resource }) => action === "Run" && resource === arn)
          .map((hop) => JSON.parse(String(cloud.journal.payloads(hop).input)));
      return {
        arn,
        events,
        /** The data of the records of each run, as text. */
        texts: () => events().map(({ Records }) => Records.map(textOf)),
      };
    },
    table: (name: string) =>
      provision(cloud, dynamodb, "aws:dynamodb/table:Table", name, {
        name,
        attributes: [{ name: "id", type: "S" }],
        hashKey: "id",
        billingMode: "PAY_PER_REQUEST",
        streamEnabled: true,
        streamViewType: "NEW_AND_OLD_IMAGES",
      }),
    queue,
    /** Sends to `orders`, or to `orders.fifo` in one group. */
    send: (...bodies: string[]) =>
      cloud.call(
        "sqs",
        "SendMessageBatch",
        {
          QueueUrl: `${cloud.endpoint}/000000000000/orders${orders.fifoQueue ? ".fifo" : ""}`,
          Entries: bodies.map((MessageBody, index) => ({
            Id: String(index),
            MessageBody,
            ...(orders.fifoQueue === true && { MessageGroupId: "1", MessageDeduplicationId: MessageBody }),
          })),
        },
        root,
      ),
    /** A topic whose messages end in the queue `dead`. */
    async topic() {
      await provision(cloud, sns, "aws:sns/topic:Topic", "lost", { name: "lost" });
      await provision(cloud, sns, "aws:sns/topicSubscription:TopicSubscription", "lostToDead", {
        topic: arns.topic,
        protocol: "sqs",
        endpoint: arns.dead,
      });
    },
    bucket: () => provision(cloud, s3, "aws:s3/bucketV2:BucketV2", "lost", { bucket: "lost" }),
    create,
    createAsGiven,
    get,
    /** Creates a mapping, and waits until it polls. */
    async map(input: CreateInput): Promise<EventSourceMappingConfiguration> {
      const created = await create(input);
      await eventually(async () => (await get(created.UUID)).State).toBe(
        input.Enabled === false ? "Disabled" : "Enabled",
      );
      return created;
    },
    put: (
      texts: readonly string[],
      key: (text: string, index: number) => string = () => "key",
      name = "activity",
    ) =>
      kinesisClient.send(
        new PutRecordsCommand({
          StreamName: name,
          Records: texts.map((text, index) => ({ Data: Buffer.from(text), PartitionKey: key(text, index) })),
        }),
      ),
    putItem: (TableName: string, Item: Record<string, never>) =>
      dynamodbClient.send(new PutItemCommand({ TableName, Item })),
    // biome-ignore lint/suspicious/noExplicitAny: what is in a message is what a test looks at.
    async deadLetters(): Promise<any[]> {
      const answer = await cloud.call(
        "sqs",
        "ReceiveMessage",
        {
          QueueUrl: `${cloud.endpoint}/000000000000/dead`,
          MaxNumberOfMessages: 10,
          VisibilityTimeout: 0,
        },
        root,
      );
      return (answer.Messages ?? []).map(({ Body }) => JSON.parse(Body!));
    },
    /** Lets time pass until the function is done with its retries; no time passes while it runs. */
    async passTime(until: () => boolean | Promise<boolean>, stepMs = 500) {
      const isRunning = () =>
        cloud.journal.hops(({ action, durationMs }) => action === "Run" && durationMs === undefined).length >
        0;
      await eventually(async () => {
        const over = await until();
        if (!over && !isRunning()) cloud.clock.advance(stepMs);
        return over;
      }).toBe(true);
    },
    async stop() {
      kinesisClient.destroy();
      dynamodbClient.destroy();
      await lambda.stop();
      await Promise.all(emulators.map((emulator) => emulator.stop?.()));
    },
  };
};

const textOf = (record: {
  kinesis?: { data: string };
  dynamodb?: { Keys: { id: { S: string } } };
  body?: string;
}) =>
  record.kinesis
    ? Buffer.from(record.kinesis.data, "base64").toString()
    : (record.dynamodb?.Keys.id.S ?? record.body ?? "");
