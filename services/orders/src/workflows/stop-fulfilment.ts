import { jsonata, retry } from "@sourdough/workflow-kit";

// An order that is cancelled gets no replies: its fulfilment would wait for them until they are late.
const cause = "The customer cancelled the order.";

const stopping = {
  Type: "Task",
  Output: "{% $states.input %}",
  // The order may have been placed a moment ago.
  Retry: [retry.briefly],
  // It ends all the same then, by its timeouts.
  Catch: [{ ErrorEquals: ["States.ALL"], Output: "{% $states.input %}", Next: "Answer" }],
};

/** States of `ChangeOrder` that stop the state machine's execution, whose name and so whose ARN follows from the order. */
export const stopExecution = {
  StopFulfilment: {
    ...stopping,
    Resource: "arn:aws:states:::aws-sdk:sfn:stopExecution",
    Arguments: {
      ExecutionArn: jsonata(
        "$replace($fulfilOrder, ':stateMachine:', ':execution:') & ':' & $request.orderId",
      ),
      Error: "OrderCancelled",
      Cause: cause,
    },
    Next: "Answer",
  },
};

/** The same for the durable function: the ARN of an execution has a part that AWS makes up, so it is found by its name. */
export const stopDurableExecution = {
  StopFulfilment: {
    ...stopping,
    Resource: "arn:aws:states:::aws-sdk:lambda:listDurableExecutionsByFunction",
    // Without the qualifier: it may be one of a version before.
    Arguments: {
      FunctionName: jsonata("$join($split($fulfilOrder, ':')[[0..6]], ':')"),
      DurableExecutionName: "{% $request.orderId %}",
    },
    // None is an error, as for an execution that does not exist.
    Assign: { fulfilment: "{% $states.result.DurableExecutions[0] %}" },
    Next: "IsUnderWay",
  },
  IsUnderWay: {
    Type: "Choice",
    Choices: [{ Condition: "{% $fulfilment.Status = 'RUNNING' %}", Next: "StopExecution" }],
    Default: "Answer",
  },
  StopExecution: {
    ...stopping,
    Resource: "arn:aws:states:::aws-sdk:lambda:stopDurableExecution",
    Arguments: {
      DurableExecutionArn: "{% $fulfilment.DurableExecutionArn %}",
      Error: { ErrorType: "OrderCancelled", ErrorMessage: cause },
    },
    Next: "Answer",
  },
};
