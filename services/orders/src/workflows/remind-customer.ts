import { CollectionReminderDue, CollectionReminderRequested } from "@sourdough/events-schema";
import {
  catchIntoDeadLetterQueue,
  eventEntryExpression,
  jsonata,
  metadataFrom,
  outbox,
  retry,
  sendToDeadLetterQueue,
} from "@sourdough/workflow-kit";
import { orderKey } from "./keys.ts";

/** How long a bag is on the counter before its customer is reminded, and the least time a schedule is made for. */
const after = { minutes: 30, atLeastSeconds: 60 };

const exists = "Scheduler.ConflictException";
const gone = "Scheduler.ResourceNotFoundException";
const saidBefore = "DynamoDb.ConditionalCheckFailedException";

const event = "$states.input.detail";
const orderId = `${event}.data.orderId`;

/**
 * Express state machine behind the changes of an order's status, and behind the schedules it makes of them itself: one
 * for an order that is READY, gone when the order is not there any more. In whatever order the changes come, and however
 * often, whether a reminder goes out is decided when it is due, by the order as it is then.
 */
export const remindCustomer = <Text>(names: {
  table: Text;
  busName: string;
  busArn: Text;
  scheduleGroup: Text;
  /** What the schedules may do. */
  scheduleRoleArn: Text;
  /** Where a reminder goes that the bus did not take. */
  schedulesDeadLetterQueueArn: Text;
  deadLetterQueueUrl: Text;
}) => ({
  StartAt: "WhatHappened",
  TimeoutSeconds: 120,
  States: {
    WhatHappened: {
      Type: "Choice",
      Choices: [
        {
          Condition: `{% $states.input.\`detail-type\` = '${CollectionReminderDue.name}' %}`,
          Next: "FindOrder",
        },
        { Condition: `{% ${event}.data.status = 'READY' %}`, Next: "ScheduleReminder" },
      ],
      Default: "RemoveReminder",
    },
    ScheduleReminder: {
      Type: "Task",
      Resource: "arn:aws:states:::aws-sdk:scheduler:createSchedule",
      Arguments: {
        Name: jsonata(orderId),
        GroupName: names.scheduleGroup,
        ScheduleExpression: jsonata(`'at(' & $fromMillis($max([
          $toMillis(${event}.data.at) + ${after.minutes * 60_000},
          $toMillis($now()) + ${after.atLeastSeconds * 1000}
        ]), '[Y0001]-[M01]-[D01]T[H01]:[m01]:[s01]') & ')'`),
        FlexibleTimeWindow: { Mode: "OFF" },
        ActionAfterCompletion: "DELETE",
        Target: {
          Arn: names.busArn,
          RoleArn: names.scheduleRoleArn,
          EventBridgeParameters: {
            Source: CollectionReminderDue.source,
            DetailType: CollectionReminderDue.name,
          },
          Input: jsonata(
            `(${eventEntryExpression(names.busName, CollectionReminderDue, {
              eventId: `'evt-' & $substringAfter(${orderId}, '-') & '-reminder-due'`,
              cause: metadataFrom(`${event}.metadata`),
              // Known when it fires: https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-schedule-context-attributes.html
              occurredAt: "'<aws.scheduler.scheduled-time>'",
              data: { orderId, customerId: `${event}.data.customerId` },
            })}).Detail`,
          ),
          // Later than that it is of no use.
          RetryPolicy: { MaximumEventAgeInSeconds: after.minutes * 60, MaximumRetryAttempts: 20 },
          DeadLetterConfig: { Arn: names.schedulesDeadLetterQueueArn },
        },
      },
      Output: {},
      Retry: [retry.never(exists, "Scheduler.ValidationException"), retry.persistently],
      Catch: [{ ErrorEquals: [exists], Output: {}, Next: "IsDone" }, catchIntoDeadLetterQueue()],
      End: true,
    },
    RemoveReminder: {
      Type: "Task",
      Resource: "arn:aws:states:::aws-sdk:scheduler:deleteSchedule",
      Arguments: { Name: jsonata(orderId), GroupName: names.scheduleGroup },
      Output: {},
      Retry: [retry.never(gone), retry.persistently],
      Catch: [{ ErrorEquals: [gone], Output: {}, Next: "IsDone" }, catchIntoDeadLetterQueue()],
      End: true,
    },
    FindOrder: {
      Type: "Task",
      Resource: "arn:aws:states:::aws-sdk:dynamodb:getItem",
      Arguments: {
        TableName: names.table,
        Key: orderKey(`${event}.data.customerId`, orderId),
        ConsistentRead: true,
      },
      Output: jsonata(`$merge([$states.input, {
        'status': $states.result.Item.status.S,
        'order': {
          'customer': {
            'customerId': $states.result.Item.customerId.S,
            'email': $states.result.Item.email.S,
            'phone': $states.result.Item.phone.S
          },
          'storeId': $states.result.Item.storeId.S,
          'totalCents': $number($states.result.Item.totalCents.N),
          'currency': $states.result.Item.currency.S,
          'unpaid': $states.result.Item.unpaid.BOOL
        }
      }])`),
      Retry: [retry.persistently],
      Catch: [catchIntoDeadLetterQueue()],
      Next: "IsStillThere",
    },
    IsStillThere: {
      Type: "Choice",
      Choices: [{ Condition: "{% $states.input.status = 'READY' %}", Next: "RequestReminder" }],
      Default: "IsDone",
    },
    // In the outbox, which keeps what was said first: the order may be another when this is asked again.
    RequestReminder: {
      Type: "Task",
      Resource: "arn:aws:states:::aws-sdk:dynamodb:putItem",
      Arguments: {
        TableName: names.table,
        Item: jsonata(requested),
        ConditionExpression: "attribute_not_exists(pk)",
      },
      Output: {},
      Retry: [retry.never(saidBefore), retry.persistently],
      Catch: [
        { ErrorEquals: [saidBefore], Output: {}, Next: "IsDone" },
        catchIntoDeadLetterQueue("$sift($states.input, function($v, $k) { $k != 'order' })"),
      ],
      End: true,
    },
    IsDone: { Type: "Succeed" },
    ...sendToDeadLetterQueue(names.deadLetterQueueUrl),
  },
});

const requested = outbox(CollectionReminderRequested, {
  about: orderId,
  eventId: `'evt-' & $substringAfter(${orderId}, '-') & '-reminder-requested'`,
  cause: metadataFrom(`${event}.metadata`),
  data: {
    orderId,
    customer: "$states.input.order.customer",
    storeId: "$states.input.order.storeId",
    totalCents: "$states.input.order.totalCents",
    currency: "$states.input.order.currency",
    unpaid: "$states.input.order.unpaid",
    requestedAt: "$now()",
  },
});
