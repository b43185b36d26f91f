import type { ScheduleFacts } from "../../console/schedules.ts";
import type { Cloud, Emulator } from "../../core/cloud.ts";
import type { Resource } from "../../core/resource-graph.ts";
import { parseInput } from "../parse-input.ts";
import * as inputs from "./inputs.ts";
import { createInvocations } from "./invocations.ts";
import { createSchedulerOperations } from "./operations.ts";
import { permissionsOf } from "./permissions.ts";
import { GROUP, groupProperties, SCHEDULE, scheduleProperties } from "./resources.ts";
import type { Schedule } from "./schedule.ts";
import { createStore } from "./store.ts";

const factsOf = ({ name, group, arn, definition, next, last }: Schedule): ScheduleFacts => ({
  name,
  kind: "schedule",
  group,
  arn,
  expression: definition.ScheduleExpression,
  timeZone: definition.ScheduleExpressionTimezone,
  enabled: definition.State === "ENABLED",
  targets: [definition.Target.Arn],
  next,
  last,
});

/** EventBridge Scheduler: schedules on the cloud's clock, with retries and dead-letter queues. */
export const createSchedulerEmulator = (cloud: Cloud): Emulator => {
  const store = createStore(cloud, createInvocations(cloud));
  cloud.offer("schedules", () =>
    store.groups().flatMap(({ schedules }) => [...schedules.values()].map(factsOf)),
  );

  const provisionGroup = ({ inputs: given, outputs }: Resource) => {
    const { tags = {} } = groupProperties.parse(given);
    store.addGroup(parseInput(inputs.groupReference, { Name: outputs.name }).Name, {
      tags: new Map(Object.entries(tags)),
      declared: true,
    });
  };

  const provisionSchedule = (resource: Resource) => {
    const { inputs: given, outputs } = resource;
    const { target, flexibleTimeWindow: window, ...rest } = scheduleProperties.parse(given);
    const { retryPolicy, deadLetterConfig, sqsParameters, eventbridgeParameters } = target;
    const definition = parseInput(inputs.schedule, {
      Name: outputs.name,
      GroupName: outputs.groupName,
      Description: rest.description,
      ScheduleExpression: rest.scheduleExpression,
      ScheduleExpressionTimezone: rest.scheduleExpressionTimezone,
      FlexibleTimeWindow: { Mode: window.mode, MaximumWindowInMinutes: window.maximumWindowInMinutes },
      State: rest.state,
      StartDate: rest.startDate,
      EndDate: rest.endDate,
      ActionAfterCompletion: rest.actionAfterCompletion,
      Target: {
        Arn: target.arn,
        RoleArn: target.roleArn,
        Input: target.input,
        DeadLetterConfig: deadLetterConfig && { Arn: deadLetterConfig.arn },
        RetryPolicy: retryPolicy && {
          MaximumEventAgeInSeconds: retryPolicy.maximumEventAgeInSeconds,
          MaximumRetryAttempts: retryPolicy.maximumRetryAttempts,
        },
        SqsParameters: sqsParameters && { MessageGroupId: sqsParameters.messageGroupId },
        EcsParameters: target.ecsParameters && {
          TaskDefinitionArn: target.ecsParameters.taskDefinitionArn,
          TaskCount: target.ecsParameters.taskCount,
          Group: target.ecsParameters.group,
        },
        KinesisParameters: target.kinesisParameters && {
          PartitionKey: target.kinesisParameters.partitionKey,
        },
        EventBridgeParameters: eventbridgeParameters && {
          DetailType: eventbridgeParameters.detailType,
          Source: eventbridgeParameters.source,
        },
      },
    });
    const declared = cloud.provisioned.isKept(resource) ? "unchanged" : "changed";
    store.create(definition, { causes: [], declared });
  };

  return {
    service: "scheduler",
    operations: createSchedulerOperations(cloud, store),
    provision: { [GROUP]: provisionGroup, [SCHEDULE]: provisionSchedule },
    restore: store.restore,
    start: store.start,
    stop: store.stop,
    permissions: (operation, input) => permissionsOf(cloud, operation, input),
  };
};
