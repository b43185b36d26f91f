import { isArnOf, unqualified } from "../../core/arn.ts";
import type { Cloud } from "../../core/cloud.ts";
import { type Poll, type Polling, pollPermissions } from "../../core/polling.ts";
import { type KinesisData, type StreamPosition, shardSource } from "../../core/shards.ts";
import { compileFilterCriteria } from "../../patterns/index.ts";
import type { Readers } from "../../polling/readers.ts";
import type { PipeNames } from "../../templates/index.ts";
import type { PipedKinesisRecord, SourceRecord } from "./batch-answer.ts";
import { createDiscard } from "./dead-letters.ts";
import { createHandler } from "./handler.ts";
import type { PipeProperties } from "./resources.ts";

// AWS starts with 5 batches of a queue at once and adds 300 a minute while there is work.
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-pipes-sqs.html
const QUEUE_CONCURRENCY = 10;

/** A pipe: polls its source while it runs. */
export interface Pipe {
  readonly name: string;
  readonly arn: string;
  readonly properties: PipeProperties;
  readonly createdAt: Date;
  modifiedAt: Date;
  desiredState: "RUNNING" | "STOPPED";
  readonly currentState: "RUNNING" | "STOPPING" | "STOPPED";
  run(): void;
  stop(): Promise<void>;
}

type StartPolling = (polling: Polling, cloud: Cloud) => Poll;

const queueSource = (
  properties: PipeProperties,
  filter: ReturnType<typeof compileFilterCriteria>,
  handle: ReturnType<typeof createHandler>,
): StartPolling => {
  const { batchSize = 10, maximumBatchingWindowInSeconds = 0 } =
    properties.sourceParameters?.sqsQueueParameters ?? {};
  if (batchSize > 10 && maximumBatchingWindowInSeconds < 1) {
    throw new Error(`its batch size of ${batchSize} needs maximumBatchingWindowInSeconds of at least 1`);
  }
  return (polling) =>
    polling.queue({
      queueArn: properties.source,
      batchSize,
      batchWindowMs: maximumBatchingWindowInSeconds * 1000,
      concurrency: QUEUE_CONCURRENCY,
      filter,
      handle,
    });
};

const streamSource = (
  readers: Readers,
  name: string,
  properties: PipeProperties,
  filter: ReturnType<typeof compileFilterCriteria>,
  handle: ReturnType<typeof createHandler>,
  onDiscard: ReturnType<typeof createDiscard>,
): StartPolling => {
  const { dynamodbStreamParameters, kinesisStreamParameters } = properties.sourceParameters ?? {};
  const isKinesis = isArnOf(properties.source, "kinesis");
  const parameters = isKinesis ? kinesisStreamParameters : dynamodbStreamParameters;
  if (!parameters)
    throw new Error(
      isKinesis
        ? "its source is a Kinesis stream: kinesisStreamParameters must say where to start"
        : "its source is a DynamoDB stream: dynamodbStreamParameters must say where to start",
    );
  const position = positionOf(parameters);
  return (polling, cloud) => {
    const source = shardSource(cloud, properties.source);
    if (!source) throw new Error(`there is no stream ${properties.source}`);
    return polling.stream({
      source,
      checkpoints: readers.checkpoints(name, source, position),
      batchSize: parameters.batchSize ?? 100,
      batchWindowMs: (parameters.maximumBatchingWindowInSeconds ?? 0) * 1000,
      parallelizationFactor: parameters.parallelizationFactor ?? 1,
      maximumRetryAttempts: parameters.maximumRetryAttempts ?? -1,
      maximumRecordAgeSeconds: parameters.maximumRecordAgeInSeconds ?? -1,
      bisectOnError: parameters.onPartialBatchItemFailure === "AUTOMATIC_BISECT",
      event: (record, shardId) =>
        "kinesisSchemaVersion" in record.data
          ? pipedRecord(cloud, properties, record.data, shardId)
          : record.data,
      filter: ({ event, record }) =>
        "kinesisSchemaVersion" in record.data ? filter({ kinesis: record.data }) : filter(event),
      handle: async ({ records, causes }) => ({
        failed: await handle({ records: records.map(({ event }) => event as SourceRecord), causes }),
      }),
      onDiscard,
    });
  };
};

type Start = NonNullable<NonNullable<PipeProperties["sourceParameters"]>["kinesisStreamParameters"]>;

const positionOf = ({ startingPosition, startingPositionTimestamp }: Start): StreamPosition => {
  if (startingPosition !== "AT_TIMESTAMP") return { type: startingPosition };
  const at = Date.parse(startingPositionTimestamp ?? "");
  if (Number.isNaN(at))
    throw new Error("its startingPosition AT_TIMESTAMP needs a startingPositionTimestamp");
  return { type: "AT_TIMESTAMP", at };
};

const pipedRecord = (
  { region }: Cloud,
  { roleArn, source }: PipeProperties,
  data: KinesisData,
  shardId: string,
): PipedKinesisRecord => ({
  ...data,
  eventSource: "aws:kinesis",
  eventVersion: "1.0",
  eventID: `${shardId}:${data.sequenceNumber}`,
  eventName: "aws:kinesis:record",
  invokeIdentityArn: roleArn,
  awsRegion: region,
  eventSourceARN: source,
});

// Fields a pipe does not filter by, although the record has them.
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-pipes-event-filtering.html
const NOT_FILTERABLE = ["awsRegion", "eventSource", "eventSourceARN", "eventVersion", "eventID"];

const checkFilters = (filters: readonly string[]) => {
  for (const filter of filters) {
    const key = NOT_FILTERABLE.find((name) => Object.hasOwn(JSON.parse(filter) as object, name));
    if (key !== undefined)
      throw new Error(`its filter ${filter} looks at ${key}, by which pipes do not filter`);
  }
};

const isMisplaced = (arn: string) => (parameters: string) => {
  const owner = ownerOf[parameters];
  return owner !== undefined && !isArnOf(arn, owner);
};

/** Parameters of another kind of source or target would do nothing. */
const checkParameters = ({ source, sourceParameters, target, targetParameters }: PipeProperties) => {
  const misplaced = [
    ...Object.keys(sourceParameters ?? {}).filter(isMisplaced(source)),
    ...Object.keys(targetParameters ?? {}).filter(isMisplaced(target)),
  ];
  if (misplaced.length > 0)
    throw new Error(
      `its ${misplaced.join(" and ")} are of another kind of source or target than ${source} and ${target}`,
    );
};
const ownerOf: Readonly<Record<string, string>> = {
  sqsQueueParameters: "sqs",
  dynamodbStreamParameters: "dynamodb",
  kinesisStreamParameters: "kinesis",
  stepFunctionStateMachineParameters: "states",
  lambdaFunctionParameters: "lambda",
  eventbridgeEventBusParameters: "events",
};

/** AWS refuses pipes that would wait for a Standard state machine: only Express ones answer. */
const checkMachines = (cloud: Cloud, { enrichment, target, targetParameters }: PipeProperties) => {
  const isStandard = (arn: string) =>
    cloud.graph.resources.some(
      ({ type, inputs, outputs }) =>
        type === "aws:sfn/stateMachine:StateMachine" &&
        outputs.arn === unqualified(arn) &&
        inputs.type !== "EXPRESS",
    );
  if (enrichment !== undefined && isStandard(enrichment))
    throw new Error(`its enrichment ${enrichment} is a Standard state machine: only Express ones enrich`);
  const invocation = targetParameters?.stepFunctionStateMachineParameters?.invocationType;
  if (invocation !== "FIRE_AND_FORGET" && isStandard(target))
    throw new Error(
      `its target ${target} is a Standard state machine, which gives no answer: set stepFunctionStateMachineParameters.invocationType to FIRE_AND_FORGET`,
    );
};

/** Compiles a pipe; throws an Error that says what is wrong with it. */
export const createPipe = (
  { cloud, readers }: { readonly cloud: Cloud; readonly readers: Readers },
  name: string,
  arn: string,
  properties: PipeProperties,
): Pipe => {
  const { source, sourceParameters, target, enrichment, desiredState = "RUNNING" } = properties;
  const filters = (sourceParameters?.filterCriteria?.filters ?? []).map(({ pattern }) => pattern);
  const filter = compileFilterCriteria(
    filters,
    isArnOf(source, "sqs") ? "sqs" : isArnOf(source, "kinesis") ? "kinesis" : "dynamodb",
  );
  checkFilters(filters);
  checkMachines(cloud, properties);
  checkParameters(properties);
  const names: PipeNames = {
    pipeArn: arn,
    pipeName: name,
    sourceArn: source,
    targetArn: target,
    enrichmentArn: enrichment,
  };
  const handle = createHandler(cloud, properties, names);
  const startPolling = (() => {
    if (isArnOf(source, "sqs")) return queueSource(properties, filter, handle);
    const isTableStream = isArnOf(source, "dynamodb", "table") && source.includes("/stream/");
    if (isTableStream || isArnOf(source, "kinesis", "stream")) {
      return streamSource(
        readers,
        name,
        properties,
        filter,
        handle,
        createDiscard(cloud, properties, arn, name),
      );
    }
    throw new Error(
      `its source is ${source}: the local cloud's pipes read SQS queues, DynamoDB streams and Kinesis streams`,
    );
  })();

  const now = new Date(cloud.clock.now());
  let poll: Poll | undefined;
  let stopping: Promise<void> | undefined;
  return {
    name,
    arn,
    properties,
    createdAt: now,
    modifiedAt: now,
    desiredState,
    get currentState() {
      return stopping ? "STOPPING" : poll ? "RUNNING" : "STOPPED";
    },
    run() {
      cloud.authorize({ kind: "role", arn: properties.roleArn }, pollPermissions(source));
      poll ??= startPolling(cloud.use("polling"), cloud);
    },
    async stop() {
      const running = poll;
      poll = undefined;
      if (running) stopping = running.stop();
      await stopping;
      stopping = undefined;
    },
  };
};
