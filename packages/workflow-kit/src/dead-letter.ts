import { type Expression, jsonata } from "./jsonata.ts";

const name = "SendToDeadLetterQueue";

/**
 * Last catcher of a task in a machine that a rule starts, whose own dead-letter queue ends there. `event` is the event
 * as an expression; `sendToDeadLetterQueue` has to be among the states.
 */
export const catchIntoDeadLetterQueue = (event: Expression = "$states.input") => ({
  ErrorEquals: ["States.ALL"],
  Output: { event: jsonata(event), error: "{% $states.errorOutput %}" },
  Next: name,
});

/** The state that sends `{event, error}` to the queue. */
export const sendToDeadLetterQueue = <Text>(queueUrl: Text) => ({
  [name]: {
    Type: "Task",
    Resource: "arn:aws:states:::aws-sdk:sqs:sendMessage",
    Arguments: { QueueUrl: queueUrl, MessageBody: "{% $string($states.input) %}" },
    End: true,
  },
});
