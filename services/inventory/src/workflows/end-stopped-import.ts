import { retry } from "@sourdough/workflow-kit";

/** How long a call of `ImportMenu` that was under way may still write: its timeout, and a little. */
const settledAfterSeconds = 65;

/**
 * Express state machine, started by the `Step Functions Execution Status Change` of an execution of `ImportMenuFile` that
 * did not come to its end: somebody stopped it, or it failed where nothing catches. Its import would be RUNNING for ever.
 */
export const endStoppedImport = <Text>(importMenuArn: Text) => ({
  StartAt: "LetCallsEnd",
  States: {
    LetCallsEnd: { Type: "Wait", Seconds: settledAfterSeconds, Next: "EndImport" },
    EndImport: {
      Type: "Task",
      Resource: "arn:aws:states:::lambda:invoke",
      Arguments: {
        FunctionName: importMenuArn,
        Payload: {
          type: "EndImport",
          key: "{% $parse($states.input.detail.input).detail.object.key %}",
          execution: "{% $states.input.detail.executionArn %}",
        },
      },
      Output: "{% $states.result.Payload %}",
      // Three calls of a minute each are what an Express execution has left.
      Retry: [retry.never("InvalidInputError"), retry.briefly],
      End: true,
    },
  },
});
