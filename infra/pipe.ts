import { fixedName } from "./names.ts";
import { serviceRole } from "./role.ts";

interface PipeOptions {
  /** Patterns a record must match one of. */
  filters?: Record<string, unknown>[];
  batchSize?: number;
  /** Express state machine that handles each batch and answers with `batchItemFailures`. */
  stateMachineArn: $util.Input<string>;
  /** Reshapes each record, e.g. `{"body": <$.body>}`. */
  inputTemplate?: string;
}

/** Hands batches of queue messages to an Express state machine and waits for its answer. */
export const queuePipe = (name: string, queue: sst.aws.Queue, options: PipeOptions) => {
  const role = serviceRole(name, "pipes.amazonaws.com", [
    {
      actions: ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"],
      resources: [queue.arn],
    },
    { actions: ["states:StartSyncExecution"], resources: [options.stateMachineArn] },
  ]);
  return new aws.pipes.Pipe(name, {
    name: fixedName(name),
    roleArn: role.arn,
    source: queue.arn,
    sourceParameters: {
      filterCriteria: filterCriteria(options.filters),
      sqsQueueParameters: { batchSize: options.batchSize ?? 10 },
    },
    target: options.stateMachineArn,
    targetParameters: targetParameters(options),
  });
};

/**
 * Hands batches of a table's changes to an Express state machine. A record that keeps failing holds back its item
 * for an hour, then goes to `deadLetterQueue`.
 */
export const streamPipe = (
  name: string,
  table: sst.aws.Dynamo,
  options: PipeOptions & { deadLetterQueue: sst.aws.Queue },
) => {
  const role = serviceRole(name, "pipes.amazonaws.com", [
    {
      actions: [
        "dynamodb:DescribeStream",
        "dynamodb:GetRecords",
        "dynamodb:GetShardIterator",
        "dynamodb:ListStreams",
      ],
      resources: [table.nodes.table.streamArn],
    },
    { actions: ["states:StartSyncExecution"], resources: [options.stateMachineArn] },
    { actions: ["sqs:SendMessage"], resources: [options.deadLetterQueue.arn] },
  ]);
  return new aws.pipes.Pipe(name, {
    name: fixedName(name),
    roleArn: role.arn,
    source: table.nodes.table.streamArn,
    sourceParameters: {
      filterCriteria: filterCriteria(options.filters),
      dynamodbStreamParameters: {
        startingPosition: "TRIM_HORIZON",
        batchSize: options.batchSize ?? 10,
        parallelizationFactor: 10,
        maximumRecordAgeInSeconds: 3600,
        maximumRetryAttempts: -1,
        onPartialBatchItemFailure: "AUTOMATIC_BISECT",
        deadLetterConfig: { arn: options.deadLetterQueue.arn },
      },
    },
    target: options.stateMachineArn,
    targetParameters: targetParameters(options),
  });
};

const filterCriteria = (filters: PipeOptions["filters"]) =>
  filters && { filters: filters.map((filter) => ({ pattern: JSON.stringify(filter) })) };

const targetParameters = ({ inputTemplate }: PipeOptions) => ({
  stepFunctionStateMachineParameters: { invocationType: "REQUEST_RESPONSE" },
  inputTemplate,
});
