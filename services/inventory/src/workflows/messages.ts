import { jsonata } from "./expressions.ts";

/** Amazon States Language; checked by Step Functions and by the tests, not by types. */
type States = Record<string, unknown>;

/**
 * A definition that runs `processor` for each message of a batch and names those it gave up on, so that the queue
 * keeps just these: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-pipes-batching-concurrency.html
 *
 * One at a time: two transactions on one item conflict, and the messages of a busy hour want the same croissants.
 * `Table` is the table's name or an output that becomes it.
 */
export const eachMessage =
  (processor: { StartAt: string; States: States }) =>
  <Table>(table: Table) => ({
    StartAt: "Messages",
    TimeoutSeconds: machineTimeoutSeconds,
    States: {
      Messages: {
        Type: "Map",
        Items: "{% $states.input %}",
        MaxConcurrency: 1,
        ItemSelector: {
          messageId: "{% $states.context.Map.Item.Value.messageId %}",
          body: "{% $states.context.Map.Item.Value.body %}",
          table,
          attempts: 0,
        },
        ItemProcessor: {
          ProcessorConfig: { Mode: "INLINE" },
          StartAt: processor.StartAt,
          States: { ...processor.States, Done: done, GiveUpOnMessage: giveUpOnMessage },
        },
        Output: { batchItemFailures: "{% [$states.result[$exists(itemIdentifier)]] %}" },
        End: true,
      },
    },
  });

/** Seconds for a batch; the visibility timeout of the queue in front is a multiple of it. */
export const machineTimeoutSeconds = 20;

const done = { Type: "Succeed", Output: {} };

const giveUpOnMessage = {
  Type: "Pass",
  Output: { itemIdentifier: "{% $states.input.messageId %}" },
  End: true,
};

/** Last catcher of a task: whatever it is, the queue delivers the message again. */
export const otherwiseGiveUp = {
  ErrorEquals: ["States.ALL"],
  Output: "{% $states.input %}",
  Next: "GiveUpOnMessage",
};

/** Throttling passes; a message should not wait for its visibility timeout because of it. */
export const retryThrottling = [
  {
    ErrorEquals: [
      "DynamoDb.ThrottlingException",
      "DynamoDb.RequestLimitExceededException",
      "DynamoDb.ProvisionedThroughputExceededException",
      "DynamoDb.InternalServerErrorException",
    ],
    IntervalSeconds: 1,
    MaxAttempts: 2,
    BackoffRate: 2,
    JitterStrategy: "FULL",
  },
];

/**
 * Catches a cancelled transaction and adds the reason of each of its items, in their order, to the state's data.
 * The machine sees them only as text: "... please refer cancellation reasons for specific reasons [None, ...]".
 */
export const catchCancelled = (next: string) => ({
  ErrorEquals: ["DynamoDb.TransactionCanceledException"],
  Output: jsonata(String.raw`$merge([$states.input, {
    'attempts': $states.input.attempts + 1,
    'reasons': $split($match($states.errorOutput.Cause, /\[([^\]]*)\]/)[0].groups[0], ', ')
  }])`),
  Next: next,
});

/** Catches a failed condition of a single write. */
export const catchConditionFailed = (next: string) => ({
  ErrorEquals: ["DynamoDb.ConditionalCheckFailedException"],
  Output: "{% $states.input %}",
  Next: next,
});

/**
 * What follows a cancelled transaction that another one was in the way of: a conflict is over in milliseconds, so
 * first at once, then after a second, then by the queue.
 */
export const tryAgain = (state: string) => ({
  choices: [
    { Condition: "{% $states.input.attempts < 5 %}", Next: state },
    { Condition: "{% $states.input.attempts < 7 %}", Next: "LetOthersFinish" },
  ],
  default: "GiveUpOnMessage",
  wait: { LetOthersFinish: { Type: "Wait", Seconds: 1, Next: state } },
});
