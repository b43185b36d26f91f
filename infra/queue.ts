import { alarm } from "./alarm.ts";
import { dataKey } from "./key.ts";
import { onlyTls } from "./tls.ts";

/** An AWS service that may put messages from `sourceArns` into a queue. */
export interface Sender {
  service: "events.amazonaws.com" | "sns.amazonaws.com";
  sourceArns: $util.Input<string>[];
}

/**
 * A queue for what others gave up on: kept for 14 days, the longest SQS keeps anything, with an alarm that goes off as
 * soon as there is one message in it.
 */
export const deadLetterQueue = (name: string, { sender }: { sender?: Sender } = {}) => {
  const queue = new sst.aws.Queue(name, {
    transform: { queue: { messageRetentionSeconds: 14 * 24 * 3600, kmsMasterKeyId: dataKey() } },
  });
  queuePolicy(name, queue, sender);
  alarm("dead-letters", name, { dimensions: { QueueName: queue.nodes.queue.name } });
  return queue;
};

/** After its third receive a message no longer counts for the queue's age: so this tells of a consumer, not of a message. */
const triesThatAreWell = 3;

export interface QueueOptions {
  /** Seconds the consumer may take for a batch: the timeout of the function or state machine behind the queue. */
  consumerTimeoutSeconds: number;
  /**
   * Receives before a message is given up on. AWS advises at least 5, so that throttled polls do not count as
   * failures: https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
   */
  maxReceiveCount?: number;
  /** Who sends to it, where that is a service that has no role of ours. */
  sender?: Sender;
  /** Who sends to its dead-letter queue, beside the queue itself. */
  deadLetterSender?: Sender;
}

/**
 * `<name>Queue` and its `<name>DeadLetterQueue`, where a message stays 14 days. The visibility timeout is six times
 * the consumer's, the least AWS asks for, so that retries of a throttled batch do not overlap.
 */
export const queueWithDeadLetterQueue = (name: string, options: QueueOptions) => {
  const deadLetters = deadLetterQueue(`${name}DeadLetterQueue`, { sender: options.deadLetterSender });
  const visibilitySeconds = options.consumerTimeoutSeconds * 6;
  const queue = new sst.aws.Queue(`${name}Queue`, {
    visibilityTimeout: `${visibilitySeconds} seconds`,
    dlq: { queue: deadLetters.arn, retry: options.maxReceiveCount ?? 5 },
    transform: { queue: { kmsMasterKeyId: dataKey() } },
  });
  queuePolicy(`${name}Queue`, queue, options.sender);
  alarm("queue-age", `${name}Queue`, {
    dimensions: { QueueName: queue.nodes.queue.name },
    threshold: visibilitySeconds * triesThatAreWell,
  });
  return { queue, deadLetterQueue: deadLetters };
};

/** The policy of a queue, the one it has: by TLS alone, and open to a service that has no role of ours. */
const queuePolicy = (name: string, queue: sst.aws.Queue, sender?: Sender) =>
  new aws.sqs.QueuePolicy(`${name}Policy`, {
    queueUrl: queue.url,
    policy: aws.iam.getPolicyDocumentOutput({
      statements: [
        onlyTls(["sqs:*"], [queue.arn]),
        ...(sender
          ? [
              {
                actions: ["sqs:SendMessage"],
                resources: [queue.arn],
                principals: [{ type: "Service", identifiers: [sender.service] }],
                conditions: [{ test: "ArnEquals", variable: "aws:SourceArn", values: sender.sourceArns }],
              },
            ]
          : []),
      ],
    }).json,
  });
