import { DisputeAnswered } from "@sourdough/events-schema";
import { patience } from "@sourdough/events-schema/patience";
import { attributes, jsonata, outbox, retry, template } from "@sourdough/workflow-kit";
import { keys } from "../adapters/keys.ts";

const cancelled = "DynamoDb.TransactionCanceledException";

/**
 * Express state machine behind `POST /office/disputes/{disputeId}/answer`: notes the first answer to an open dispute with
 * its event, and wakes the execution that waits for it. The same answer again wakes it again, so that one whose first
 * run died in between comes through; one that finds nobody waiting is in the table, where the execution looks.
 *
 * Variables: `request` is the input; `dispute` what is stored; `at` when it is answered.
 */
export const answerDispute = <Text>(names: { table: Text }) => ({
  StartAt: "AuthorizeCaller",
  TimeoutSeconds: patience.workflow,
  States: {
    AuthorizeCaller: {
      Type: "Choice",
      Choices: [
        {
          // The API lets nobody else through; this holds when a route forgets to ask.
          Condition: "{% 'staff' in $split($states.input.caller.groups, ',') %}",
          Assign: { request: "{% $states.input %}", at: "{% $now() %}" },
          Next: "FindDispute",
        },
      ],
      Default: "StaffOnly",
    },
    FindDispute: findDispute(names.table, "Exists"),
    Exists: {
      Type: "Choice",
      Choices: [
        {
          Condition: "{% $states.input.status = 'OPEN' %}",
          Assign: { dispute: "{% $states.input %}" },
          Next: "NoteAnswer",
        },
        {
          Condition: "{% $exists($states.input.status) %}",
          Next: "WhatWasAnswered",
        },
      ],
      Default: "DisputeNotFound",
    },
    NoteAnswer: {
      Type: "Task",
      Resource: "arn:aws:states:::aws-sdk:dynamodb:transactWriteItems",
      Arguments: {
        TransactItems: [
          {
            Update: {
              TableName: names.table,
              Key: disputeKey,
              UpdateExpression: jsonata(
                "'SET #status = :answered, answer = :answer, answeredBy = :staff, answeredAt = :at' & ($exists($request.body.text) ? ', answerText = :text' : '')",
              ),
              ConditionExpression: "#status = :open",
              ExpressionAttributeNames: { "#status": "status" },
              ExpressionAttributeValues: jsonata(`$merge([
                {
                  ':answered': {'S': 'ANSWERED'},
                  ':open': {'S': 'OPEN'},
                  ':staff': {'S': 'staff'},
                  ':answer': {'S': $request.body.answer},
                  ':at': {'S': $at}
                },
                $exists($request.body.text) ? {':text': {'S': $request.body.text}} : {}
              ])`),
            },
          },
          { Put: { TableName: names.table, Item: jsonata(answered) } },
        ],
      },
      Output: {},
      Retry: [retry.never(cancelled), retry.briefly],
      // Somebody else was first, or the clock.
      Catch: [{ ErrorEquals: [cancelled], Output: {}, Next: "FindAnswer" }],
      Next: "IsWaitedFor",
    },
    IsWaitedFor: {
      Type: "Choice",
      Choices: [{ Condition: "{% $exists($dispute.answerCallback) %}", Next: "WakeExecution" }],
      Default: "Answered",
    },
    WakeExecution: wake("$dispute.answerCallback", "Answered"),
    Answered: {
      Type: "Pass",
      Output:
        "{% {'answer': {'disputeId': $request.disputeId, 'answer': $request.body.answer, 'answeredAt': $at}} %}",
      End: true,
    },
    FindAnswer: findDispute(names.table, "WhatWasAnswered"),
    WhatWasAnswered: {
      Type: "Choice",
      Choices: [
        // Its execution wrote to it at that moment.
        { Condition: "{% $states.input.status = 'OPEN' %}", Next: "TryAgain" },
        {
          Condition: `{% $states.input.answer = $request.body.answer and $states.input.answeredBy = 'staff' and $states.input.status = 'ANSWERED' and $exists($states.input.answerCallback) %}`,
          Assign: { dispute: "{% $states.input %}" },
          Next: "WakeAgain",
        },
        {
          Condition: `{% $states.input.answer = $request.body.answer and $states.input.answeredBy = 'staff' %}`,
          Assign: { dispute: "{% $states.input %}" },
          Next: "AnsweredBefore",
        },
      ],
      Default: "AlreadyAnswered",
    },
    WakeAgain: wake("$dispute.answerCallback", "AnsweredBefore"),
    AnsweredBefore: {
      Type: "Pass",
      Output:
        "{% {'answer': {'disputeId': $request.disputeId, 'answer': $dispute.answer, 'answeredAt': $dispute.answeredAt}} %}",
      End: true,
    },
    TryAgain: {
      Type: "Fail",
      Error: "DisputeBusyError",
      Cause: "Another write to the dispute was under way.",
    },
    StaffOnly: { Type: "Pass", Output: { refusal: "staff_only" }, End: true },
    DisputeNotFound: { Type: "Pass", Output: { refusal: "not_found" }, End: true },
    AlreadyAnswered: { Type: "Pass", Output: { refusal: "already_answered" }, End: true },
  },
});

const disputeKey = template(attributes(keys.dispute, "$request.disputeId"));

const findDispute = <Text>(table: Text, next: string) => ({
  Type: "Task",
  Resource: "arn:aws:states:::aws-sdk:dynamodb:getItem",
  Arguments: { TableName: table, Key: disputeKey, ConsistentRead: true },
  Output: `{% {
    'status': $states.result.Item.status.S,
    'orderId': $states.result.Item.orderId.S,
    'answer': $states.result.Item.answer.S,
    'answeredBy': $states.result.Item.answeredBy.S,
    'answeredAt': $states.result.Item.answeredAt.S,
    'answerCallback': $states.result.Item.answerCallback.S
  } %}`.replace(/\s+/g, " "),
  Retry: [retry.briefly],
  Next: next,
});

const gone = ["Lambda.CallbackTimeoutException", "Lambda.ResourceNotFoundException"];

/** Completing a callback that is gone is no failure: the answer is in the table. */
const wake = (callback: string, next: string) => ({
  Type: "Task",
  Resource: "arn:aws:states:::aws-sdk:lambda:sendDurableExecutionCallbackSuccess",
  Arguments: { CallbackId: jsonata(callback), Result: "{}" },
  Output: {},
  Retry: [retry.never(...gone), retry.briefly],
  Catch: [{ ErrorEquals: gone, Output: {}, Next: next }],
  Next: next,
});

/** As `stepOf` of the outbox makes it of a dispute's id. */
const stepOfId = "$replace($lowercase($request.disputeId), /[^a-z0-9]+/, '-')";

const answered = outbox(DisputeAnswered, {
  about: "$dispute.orderId",
  eventId: `$replace($dispute.orderId, 'ord-', 'evt-') & '-dispute-answered-' & ${stepOfId}`,
  cause: {
    correlationId: "$dispute.orderId",
    causationId: "$request.causationId",
    traceparent: "$request.traceparent",
  },
  data: {
    disputeId: "$request.disputeId",
    paymentId: "$replace($dispute.orderId, 'ord-', 'pay-')",
    orderId: "$dispute.orderId",
    answer: "$request.body.answer",
    answeredBy: "'staff'",
    answeredAt: "$at",
  },
});
