import { patience } from "@sourdough/events-schema/patience";
import { jsonata, retry } from "@sourdough/workflow-kit";
import { changeOrderStatus, neverWhenRefused, refusals } from "./change-order-status.ts";
import { claimKey } from "./keys.ts";

/**
 * Express state machine behind the commands of the API: may the caller do this, whose order is it, and what do the
 * order's rules say? Answers `{order}` or `{refusal, detail}`; an execution that fails is worth another try.
 *
 * Variables: `request` is the input; `customerId` whose order it is; `workflow` the ARN of `FulfilOrder`.
 */
export const changeOrder = <Text>(names: {
  table: Text;
  changeOrderStatusArn: Text;
  /** Of the state machine `FulfilOrder`, where it is one: a durable function looks itself whether it should go on. */
  fulfilOrderArn?: Text | undefined;
}) => ({
  StartAt: "AuthorizeCaller",
  TimeoutSeconds: patience.workflow,
  States: {
    AuthorizeCaller: {
      Type: "Choice",
      Choices: [
        {
          Condition: "{% $states.input.command = 'Cancel' %}",
          Assign: { ...remembered, customerId: "{% $states.input.caller.customerId %}" },
          Next: "ChangeStatus",
        },
        {
          // The API lets nobody else through; this holds when a route forgets to ask.
          Condition: "{% 'staff' in $split($states.input.caller.groups, ',') %}",
          Assign: remembered,
          Next: "FindCustomer",
        },
      ],
      Default: "StaffOnly",
    },
    FindCustomer: {
      Type: "Task",
      Resource: "arn:aws:states:::aws-sdk:dynamodb:getItem",
      Arguments: {
        TableName: names.table,
        Key: claimKey("$request.orderId"),
        ConsistentRead: true,
      },
      Output: "{% {'customerId': $states.result.Item.customerId.S} %}",
      Retry: [retry.briefly],
      Next: "HasOrder",
    },
    HasOrder: {
      Type: "Choice",
      Choices: [
        {
          Condition: "{% $exists($states.input.customerId) %}",
          Assign: { customerId: "{% $states.input.customerId %}" },
          Next: "ChangeStatus",
        },
      ],
      Default: "OrderNotFound",
    },
    ChangeStatus: {
      ...changeOrderStatus(names.changeOrderStatusArn, {
        orderId: "$request.orderId",
        customerId: "$customerId",
        command: { type: "{% $request.command %}" },
        cause: {
          correlationId: "$request.orderId",
          causationId: "$request.causationId",
          traceparent: "$request.traceparent",
        },
      }),
      ...(names.fulfilOrderArn !== undefined && { Assign: { workflow: names.fulfilOrderArn } }),
      Output: { order: "{% $states.result.Payload %}" },
      Retry: [neverWhenRefused, retry.briefly],
      Catch: [
        {
          ErrorEquals: refusals,
          Output: {
            refusal: "{% $states.errorOutput.Error %}",
            detail: "{% $parse($states.errorOutput.Cause).errorMessage %}",
          },
          Next: "Answer",
        },
      ],
      Next: names.fulfilOrderArn === undefined ? "Answer" : "IsCancelled",
    },
    ...(names.fulfilOrderArn !== undefined && stopFulfilment),
    StaffOnly: { Type: "Succeed", Output: { refusal: "StaffOnly" } },
    OrderNotFound: { Type: "Succeed", Output: { refusal: "OrderNotFoundError" } },
    Answer: { Type: "Succeed" },
  },
});

const remembered = { request: "{% $states.input %}" };

const stopFulfilment = {
  IsCancelled: {
    Type: "Choice",
    Choices: [{ Condition: "{% $request.command = 'Cancel' %}", Next: "StopFulfilment" }],
    Default: "Answer",
  },
  // It would wait for replies until they are late, since nobody replies about a cancelled order.
  StopFulfilment: {
    Type: "Task",
    Resource: "arn:aws:states:::aws-sdk:sfn:stopExecution",
    Arguments: {
      ExecutionArn: jsonata("$replace($workflow, ':stateMachine:', ':execution:') & ':' & $request.orderId"),
      Error: "OrderCancelled",
      Cause: "The customer cancelled the order.",
    },
    Output: "{% $states.input %}",
    // The order may have been placed a moment ago.
    Retry: [retry.briefly],
    // It ends all the same then, by its timeouts.
    Catch: [{ ErrorEquals: ["States.ALL"], Output: "{% $states.input %}", Next: "Answer" }],
    Next: "Answer",
  },
};
