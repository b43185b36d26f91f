import { patience } from "@sourdough/events-schema/patience";
import { jsonata, retry } from "@sourdough/workflow-kit";
import { lastClosings } from "../adapters/keys.ts";

/** A closing of each store is among them, in a chain of ten stores whose last three days went well. */
const closingsRead = 30;

/**
 * Express state machine behind `GET /office/closings`: what the scheduler has and what closings there were. Two services
 * are asked, so no route can do it alone.
 */
export const listClosings = <Text>(names: { table: Text; closingsGroup: Text; remindersGroup: Text }) => ({
  StartAt: "Ask",
  TimeoutSeconds: patience.workflow,
  States: {
    Ask: {
      Type: "Parallel",
      Branches: [
        {
          StartAt: "FindClosings",
          States: {
            FindClosings: {
              Type: "Task",
              Resource: "arn:aws:states:::aws-sdk:dynamodb:query",
              Arguments: { ...lastClosings("OrdersTable", closingsRead), TableName: names.table },
              Output: {
                closings: jsonata(`[$states.result.Items[status.S = 'CLOSED'].{
                  'storeId': storeId.S,
                  'businessDay': businessDay.S,
                  'closedAt': closedAt.S,
                  'notCollected': $number(notCollected.N),
                  'collected': $number(collected.N),
                  'failed': $number(failed.N)
                }]`),
              },
              Retry: [retry.briefly],
              End: true,
            },
          },
        },
        {
          StartAt: "ListSchedules",
          States: {
            ListSchedules: {
              Type: "Task",
              Resource: "arn:aws:states:::aws-sdk:scheduler:listSchedules",
              Arguments: { GroupName: names.closingsGroup, MaxResults: 100 },
              Output: "{% {'names': [$states.result.Schedules.Name]} %}",
              Retry: [retry.briefly],
              Next: "EachSchedule",
            },
            EachSchedule: {
              Type: "Map",
              Items: "{% $states.input.names %}",
              MaxConcurrency: 10,
              ItemProcessor: {
                ProcessorConfig: { Mode: "INLINE" },
                StartAt: "GetSchedule",
                States: {
                  GetSchedule: {
                    Type: "Task",
                    Resource: "arn:aws:states:::aws-sdk:scheduler:getSchedule",
                    Arguments: { GroupName: names.closingsGroup, Name: "{% $states.input %}" },
                    Output: {
                      storeId: "{% $states.result.Name %}",
                      timeZone: "{% $states.result.ScheduleExpressionTimezone %}",
                      closingTime: jsonata(`(
                        $clock := $match($states.result.ScheduleExpression, /[0-9]+/).match;
                        $pad($clock[1], -2, '0') & ':' & $pad($clock[0], -2, '0')
                      )`),
                    },
                    Retry: [retry.briefly],
                    End: true,
                  },
                },
              },
              Output: "{% {'schedules': $states.result} %}",
              End: true,
            },
          },
        },
        {
          StartAt: "CountReminders",
          States: {
            CountReminders: {
              Type: "Task",
              Resource: "arn:aws:states:::aws-sdk:scheduler:listSchedules",
              Arguments: { GroupName: names.remindersGroup, MaxResults: 100 },
              Output: "{% {'remindersPending': $count($states.result.Schedules)} %}",
              Retry: [retry.briefly],
              End: true,
            },
          },
        },
      ],
      Output: jsonata(`(
        $found := $merge($states.result);
        {
          'now': $states.context.Execution.StartTime,
          'closings': [$found.schedules^(storeId).(
            $storeId := storeId;
            $merge([$, {'lastClosing': $found.closings[storeId = $storeId][0].$sift(function($v, $k) { $k != 'storeId' })}])
          )],
          'remindersPending': $found.remindersPending
        }
      )`),
      End: true,
    },
  },
});
