import {
  ChangeMessageVisibilityBatchCommand,
  type Message,
  ReceiveMessageCommand,
} from "@aws-sdk/client-sqs";
import type { Target } from "../target.ts";
import type { DeadLetterQueue } from "./queues.ts";

/** How long a message is out of sight while somebody looks at it, or brings it back: SQS lends it for that long. */
export const lentSeconds = 120;
/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-visibility-timeout.html */
const longestLentSeconds = 12 * 3600;
/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html */
const mostAtOnce = 10;

/** A message, lent. */
export type Lent = Message & { readonly MessageId: string; readonly ReceiptHandle: string };

/** The next ones, up to ten; none when no other is there. */
const receive = async (
  { sqs, receiveWaitSeconds }: Target,
  { url }: DeadLetterQueue,
  most: number,
  seconds: number,
): Promise<Lent[]> => {
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({
      QueueUrl: url,
      MaxNumberOfMessages: Math.min(most, mostAtOnce),
      VisibilityTimeout: Math.min(Math.ceil(seconds), longestLentSeconds),
      WaitTimeSeconds: receiveWaitSeconds,
      MessageAttributeNames: ["All"],
      MessageSystemAttributeNames: ["All"],
    }),
  );
  return Messages as Lent[];
};

/** Gives them back: others see them at once, instead of when the time is over. */
export const giveBack = async (
  { sqs }: Target,
  { url }: DeadLetterQueue,
  messages: readonly Lent[],
): Promise<void> => {
  for (let from = 0; from < messages.length; from += mostAtOnce) {
    const Entries = messages.slice(from, from + mostAtOnce).map(({ ReceiptHandle }, index) => ({
      Id: String(index),
      ReceiptHandle,
      VisibilityTimeout: 0,
    }));
    await sqs.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl: url, Entries }));
  }
};

/** Up to so many, lent; each once. SQS has no way of looking without taking. */
export const receiveUpTo = async (
  target: Target,
  queue: DeadLetterQueue,
  most: number,
  options: { lentSeconds?: number | undefined } = {},
): Promise<Lent[]> => {
  const all = new Map<string, Lent>();
  while (all.size < most) {
    const some = await receive(target, queue, most - all.size, options.lentSeconds ?? lentSeconds);
    if (some.length === 0) break;
    for (const message of some) all.set(message.MessageId, message);
  }
  return [...all.values()];
};
