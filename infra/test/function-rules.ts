import { type Declared, list } from "./graph.ts";
import { each, namesWithoutLive, type Rule } from "./rules.ts";

/** What invokes functions, by type. */
const invokers = [
  "aws:lambda/eventSourceMapping:EventSourceMapping",
  "aws:sfn/stateMachine:StateMachine",
  "aws:apigateway/integration:Integration",
  "aws:cloudwatch/eventTarget:EventTarget",
  "aws:scheduler/schedule:Schedule",
  "aws:sns/topicSubscription:TopicSubscription",
  "aws:s3/bucketNotification:BucketNotification",
  "aws:pipes/pipe:Pipe",
];

/** What functions have to have: versions, queries of their logs, capacity. */
export const functionRules: Record<string, Rule> = {
  "what functions log is asked by each saved query, which takes 50 logs at most": ({ functions, all }) => {
    const queries = all("aws:cloudwatch/queryDefinition:QueryDefinition");
    const logsOf = ({ values }: Declared) => values.logGroupNames as string[];
    return [
      ...each(functions, ({ values }) => {
        const { logGroup } = (values.loggingConfig ?? {}) as { logGroup?: string };
        const isAsked =
          queries.length > 0 && queries.every((query) => logsOf(query).includes(String(logGroup)));
        return !isAsked && "is in no saved query: make it with createFunction of infra/function.ts.";
      }),
      ...each(
        queries,
        (query) => logsOf(query).length > 50 && "names more than 50 logs: make one for each slice.",
      ),
    ];
  },
  "functions have versions, and everything invokes them by the alias live": ({ functions, roles, all }) => [
    ...each(functions, ({ values }) => {
      if (values.publish !== true)
        return "has no versions: make it with createFunction of infra/function.ts.";
      const named = all("aws:lambda/alias:Alias").some(
        (alias) => alias.values.functionName === values.name && alias.values.name === "live",
      );
      return !named && "has no alias live: make it with createFunction of infra/function.ts.";
    }),
    ...each(
      invokers.flatMap(all),
      ({ values }) =>
        functions.some((fn) => namesWithoutLive(JSON.stringify(values), fn)) &&
        "invokes a function without its alias live: take the arn that createFunction of infra/function.ts gives.",
    ),
    ...each(
      all("aws:lambda/permission:Permission"),
      ({ values }) =>
        values.qualifier !== "live" && "lets somebody invoke a function without its alias live.",
    ),
    ...each(
      roles,
      ({ statements: own }) =>
        own.some(
          ({ Action, Resource }) =>
            list(Action).includes("lambda:InvokeFunction") &&
            list(Resource).some((arn) => !arn.endsWith(":live")),
        ) && "may invoke a function without its alias live: grant the invoking that createFunction gives.",
    ),
  ],

  "functions that feed themselves are stopped": ({ functions, all }) =>
    each(functions, ({ values }) => {
      const config = all("aws:lambda/functionRecursionConfig:FunctionRecursionConfig").find(
        (one) => one.values.functionName === values.name,
      );
      return (
        config?.values.recursiveLoop !== "Terminate" &&
        "may loop for ever: make it with createFunction of infra/function.ts."
      );
    }),

  "what is ready in the morning rests later, fits, and takes in new versions at once": ({ all, functions }) =>
    each(all("aws:appautoscaling/target:Target"), ({ values }) => {
      const [, functionName] = String(values.resourceId).split(":");
      const capacities = all("aws:appautoscaling/scheduledAction:ScheduledAction")
        .filter((action) => action.values.resourceId === values.resourceId)
        .map((action) => (action.values.scalableTargetAction as { maxCapacity?: number }).maxCapacity ?? 0);
      if (!capacities.includes(0)) return "is never given back: add an action with maxCapacity 0.";
      const reserved = functions.find((fn) => fn.values.name === functionName)?.values
        .reservedConcurrentExecutions;
      if (Number(reserved) >= 0 && Math.max(...capacities) > Number(reserved))
        return `keeps ${Math.max(...capacities)} environments of a function that has ${String(reserved)}.`;
      const group = all("aws:codedeploy/deploymentGroup:DeploymentGroup").find(
        (one) => one.values.deploymentGroupName === functionName,
      );
      return (
        group !== undefined &&
        group.values.deploymentConfigName !== "CodeDeployDefault.LambdaAllAtOnce" &&
        "cannot be shifted bit by bit: an alias has provisioned concurrency, or shares."
      );
    }),

  "functions run on arm64 and Node 24, and are traced": ({ functions, roles }) =>
    each(functions, ({ values }) => {
      const role = roles.find(({ arn }) => arn === values.role);
      const traced = role?.statements.some(({ Action }) => list(Action).includes("xray:PutTraceSegments"));
      if (String(values.architectures) !== "arm64") return "does not run on arm64.";
      if (values.runtime !== "nodejs24.x") return "does not run on Node 24.";
      return (
        !(traced && (values.tracingConfig as { mode?: string } | undefined)?.mode === "Active") &&
        "is not traced, or its role may not say so."
      );
    }),
};
