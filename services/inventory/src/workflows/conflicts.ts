import { eachMessage, jsonata, reportFailure } from "@sourdough/workflow-kit";

type States = Parameters<typeof eachMessage>[0]["States"];

/**
 * A definition that runs the states for each message, one at a time: two transactions on one item conflict, and the
 * messages of a busy hour want the same croissants. `Table` is the table's name or an output that becomes it.
 */
export const oneByOne =
  (processor: { StartAt: string; States: States }) =>
  <Table>(table: Table) =>
    eachMessage({
      StartAt: processor.StartAt,
      States: { ...processor.States, Done: { Type: "Succeed", Output: {} } },
      item: { table, attempts: 0 },
      maxConcurrency: 1,
    });

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
    { Condition: "{% $states.input.attempts < 7 %}", Next: "BackOff" },
  ],
  default: reportFailure,
  wait: { BackOff: { Type: "Wait", Seconds: 1, Next: state } },
});
