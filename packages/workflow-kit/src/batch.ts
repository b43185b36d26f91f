import { type Expression, jsonata } from "./jsonata.ts";
import { retry } from "./retry.ts";

/** Amazon States Language; checked by Step Functions and by the tests, not by types. */
type States = Record<string, unknown>;

/** Seconds for a batch; the visibility timeout of the queue in front is a multiple of it. */
export const batchTimeoutSeconds = 20;

/**
 * A definition that runs the states for each message of a pipe's batch and names those that failed, so that the queue
 * keeps just these: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-pipes-batching-concurrency.html
 *
 * The states have `messageId`, `body` and what `item` adds as their input; a message fails with `catchOthers`, or in
 * a state whose `Next` is `reportFailure`.
 */
export const eachMessage = <Item extends object>(options: {
  StartAt: string;
  States: States;
  item: Item;
  /** Messages at a time; all of them unless stated. */
  maxConcurrency?: number;
}) => ({
  StartAt: "Messages",
  TimeoutSeconds: batchTimeoutSeconds,
  States: {
    Messages: {
      Type: "Map",
      Items: "{% $states.input %}",
      MaxConcurrency: options.maxConcurrency,
      ItemSelector: {
        messageId: "{% $states.context.Map.Item.Value.messageId %}",
        body: "{% $states.context.Map.Item.Value.body %}",
        ...options.item,
      },
      ItemProcessor: {
        ProcessorConfig: { Mode: "INLINE" },
        StartAt: options.StartAt,
        States: {
          ...options.States,
          [reportFailure]: {
            Type: "Pass",
            Output: { itemIdentifier: "{% $states.input.messageId %}" },
            End: true,
          },
        },
      },
      Output: { batchItemFailures: "{% [$states.result[$exists(itemIdentifier)]] %}" },
      End: true,
    },
  },
});

/** Name of the state that a message fails in: the queue delivers it again. */
export const reportFailure = "ReportBatchItemFailure";

/** Last catcher of a task of `eachMessage`: whatever it is, the queue delivers the message again. */
export const catchOthers = {
  ErrorEquals: ["States.ALL"],
  Output: "{% $states.input %}",
  Next: reportFailure,
};

/**
 * A task that publishes an event for each record of a pipe's batch, and names the records whose events the bus refused.
 * `entry` makes the entry of a record, within which its fields are: `dynamodb.NewImage.(...)`.
 */
export const publishEach = (entry: Expression) => ({
  Type: "Task",
  Resource: "arn:aws:states:::aws-sdk:eventbridge:putEvents",
  Arguments: { Entries: jsonata(`[$states.input.${entry}]`) },
  Output: {
    batchItemFailures:
      "{% [$states.result.Entries#$i[$exists(ErrorCode)].{'itemIdentifier': $states.input[$i].eventID}] %}",
  },
  Retry: [retry.untilRedelivery],
  End: true,
});
