import { alarm } from "./alarm.ts";
import { physicalName } from "./names.ts";
import { serviceRole } from "./role.ts";
import type { LiveMachine } from "./state-machine.ts";

/** Each is a batch for the Express state machine, which answers with the `batchItemFailures` of it. */
const batchSize = 10;

const pipeAlarms = (name: string) => {
  const dimensions = { PipeName: physicalName(name) };
  alarm("pipe-failed", name, { dimensions });
  alarm("pipe-throttled", name, { dimensions });
};

/** Hands batches of queue messages to an Express state machine and waits for its answer. */
export const queuePipe = (name: string, queue: sst.aws.Queue, machine: LiveMachine) => {
  const role = serviceRole(name, "pipes.amazonaws.com", [
    {
      actions: ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"],
      resources: [queue.arn],
    },
    machine.startingSync,
  ]);
  pipeAlarms(name);
  return new aws.pipes.Pipe(name, {
    name: physicalName(name),
    roleArn: role.arn,
    source: queue.arn,
    sourceParameters: { sqsQueueParameters: { batchSize } },
    target: machine.arn,
    targetParameters,
  });
};

/**
 * Hands batches of a table's changes to an Express state machine. A record that keeps failing holds back its item
 * for an hour, then goes to `deadLetterQueue`.
 */
export const streamPipe = (
  name: string,
  table: sst.aws.Dynamo,
  options: {
    /** Patterns a record must match one of. */
    filters: Record<string, unknown>[];
    machine: LiveMachine;
    deadLetterQueue: sst.aws.Queue;
  },
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
    options.machine.startingSync,
    { actions: ["sqs:SendMessage"], resources: [options.deadLetterQueue.arn] },
  ]);
  pipeAlarms(name);
  return new aws.pipes.Pipe(name, {
    name: physicalName(name),
    roleArn: role.arn,
    source: table.nodes.table.streamArn,
    sourceParameters: {
      filterCriteria: {
        filters: options.filters.map((filter) => ({ pattern: JSON.stringify(filter) })),
      },
      dynamodbStreamParameters: {
        startingPosition: "TRIM_HORIZON",
        batchSize,
        parallelizationFactor: 10,
        maximumRecordAgeInSeconds: 3600,
        maximumRetryAttempts: -1,
        onPartialBatchItemFailure: "AUTOMATIC_BISECT",
        deadLetterConfig: { arn: options.deadLetterQueue.arn },
      },
    },
    target: options.machine.arn,
    targetParameters,
  });
};

const targetParameters = { stepFunctionStateMachineParameters: { invocationType: "REQUEST_RESPONSE" } };
