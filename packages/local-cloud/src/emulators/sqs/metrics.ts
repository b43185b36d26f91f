import { lastPart } from "../../core/arn.ts";
import type { Dimensions, Gauge, Measure, Metrics } from "../../core/metrics.ts";
import { at } from "../../core/values.ts";
import type { LocalQueue } from "./local-queue.ts";

/** Of a queue's ARN or URL. */
export const queueDimensions = (queue: string): readonly Dimensions[] => [{ QueueName: lastPart(queue) }];

const lengthOf = (value: unknown) => (Array.isArray(value) ? value.length : 0);

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html */
export const measureQueues =
  (metrics: Metrics): Measure =>
  ({ action, resource, error, output, input }, ended) => {
    if (!ended || error) return;
    const of = () => metrics.of("AWS/SQS", resource, queueDimensions);
    switch (action) {
      case "SendMessage": {
        const body = at(input, "MessageBody");
        of().add("NumberOfMessagesSent", 1);
        if (typeof body === "string") of().add("SentMessageSize", body.length, "Bytes");
        break;
      }
      case "SendMessageBatch":
        of().add("NumberOfMessagesSent", lengthOf(at(output, "Successful")));
        break;
      case "Receive":
        of().add("NumberOfMessagesReceived", lengthOf(output));
        break;
      case "ReceiveMessage": {
        const received = lengthOf(at(output, "Messages"));
        of().add(received > 0 ? "NumberOfMessagesReceived" : "NumberOfEmptyReceives", received || 1);
        break;
      }
    }
  };

/** A message received more often no longer counts for the age: it stands at the back. */
const POISONOUS = 3;

/** What a queue holds. A message in a dead-letter queue is as old as its stay there. */
export const gaugeOf = (queue: LocalQueue, now: number): Gauge => {
  const held = { visible: 0, delayed: 0, inFlight: 0, gone: 0 };
  let oldest = now;
  for (const { state, enteredAt, receives } of queue.peek()) {
    held[state]++;
    if (receives <= POISONOUS && enteredAt < oldest) oldest = enteredAt;
  }
  const age = Math.floor((now - oldest) / 1000);
  return {
    namespace: "AWS/SQS",
    dimensions: { QueueName: queue.name },
    values: {
      ApproximateNumberOfMessagesVisible: { value: held.visible, unit: "Count" },
      ApproximateNumberOfMessagesNotVisible: { value: held.inFlight, unit: "Count" },
      ApproximateNumberOfMessagesDelayed: { value: held.delayed, unit: "Count" },
      ApproximateAgeOfOldestMessage: { value: age, unit: "Seconds", perSecond: oldest < now ? 1 : 0 },
    },
  };
};
