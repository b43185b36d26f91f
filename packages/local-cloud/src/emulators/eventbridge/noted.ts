import type { PutRule, Target } from "./inputs.ts";

/** What the API says of a rule or target, as a config would: with it they come again in the next run. */
export const ruleInputs = (definition: PutRule, busName: string): Record<string, unknown> => ({
  name: definition.Name,
  eventBusName: busName,
  eventPattern: definition.EventPattern,
  scheduleExpression: definition.ScheduleExpression,
  state: definition.State,
  description: definition.Description,
  roleArn: definition.RoleArn,
});

export const targetInputs = (target: Target, rule: string, busName: string): Record<string, unknown> => {
  const {
    InputTransformer: transformer,
    EcsParameters: ecs,
    HttpParameters: http,
    RetryPolicy: retry,
  } = target;
  return {
    arn: target.Arn,
    rule,
    eventBusName: busName,
    targetId: target.Id,
    roleArn: target.RoleArn,
    input: target.Input,
    inputPath: target.InputPath,
    inputTransformer: transformer && {
      inputPaths: transformer.InputPathsMap,
      inputTemplate: transformer.InputTemplate,
    },
    sqsTarget: target.SqsParameters && { messageGroupId: target.SqsParameters.MessageGroupId },
    ecsTarget: ecs && {
      taskDefinitionArn: ecs.TaskDefinitionArn,
      taskCount: ecs.TaskCount,
      group: ecs.Group,
    },
    kinesisTarget: target.KinesisParameters && {
      partitionKeyPath: target.KinesisParameters.PartitionKeyPath,
    },
    httpTarget: http && {
      pathParameterValues: http.PathParameterValues,
      headerParameters: http.HeaderParameters,
      queryStringParameters: http.QueryStringParameters,
    },
    retryPolicy: retry && {
      maximumRetryAttempts: retry.MaximumRetryAttempts,
      maximumEventAgeInSeconds: retry.MaximumEventAgeInSeconds,
    },
    deadLetterConfig: target.DeadLetterConfig && { arn: target.DeadLetterConfig.Arn },
  };
};
