import {
  ListRulesCommand,
  ListTargetsByRuleCommand,
  type Target as RuleTarget,
} from "@aws-sdk/client-eventbridge";
import {
  ListEventSourceMappingsCommand,
  ListFunctionEventInvokeConfigsCommand,
  ListFunctionsCommand,
} from "@aws-sdk/client-lambda";
import { DescribePipeCommand, ListPipesCommand } from "@aws-sdk/client-pipes";
import { GetScheduleCommand, ListSchedulesCommand } from "@aws-sdk/client-scheduler";
import { GetSubscriptionAttributesCommand, ListSubscriptionsCommand } from "@aws-sdk/client-sns";
import { nameOf } from "../names.ts";
import { allPages, eachOf } from "../pages.ts";
import type { Target } from "../target.ts";

/** What gives up into a dead-letter queue, as it is deployed. */
export interface Source {
  readonly kind: "queue" | "rule" | "subscription" | "pipe" | "mapping" | "function" | "schedule";
  readonly name: string;
  /** Of the dead-letter queue. */
  readonly queueArn: string;
  /** Of rules. */
  readonly rule?: {
    readonly arn: string;
    readonly bus: string;
    readonly pattern: string;
    readonly target: RuleTarget;
  };
}

const rulesOf = async ({ events, stage }: Target, bus: string): Promise<Source[]> => {
  const rules = await allPages(async (NextToken) => {
    const page = await events.send(
      new ListRulesCommand({ EventBusName: bus, NamePrefix: `sourdough-${stage}-`, NextToken }),
    );
    return { items: page.Rules, next: page.NextToken };
  });
  const found = await eachOf(rules, async ({ Name = "", Arn = "", EventPattern = "{}" }) => {
    const { Targets = [] } = await events.send(
      new ListTargetsByRuleCommand({ Rule: Name, EventBusName: bus }),
    );
    return Targets.flatMap((target): Source[] => {
      const queueArn = target.DeadLetterConfig?.Arn;
      if (!queueArn) return [];
      return [{ kind: "rule", name: Name, queueArn, rule: { arn: Arn, bus, pattern: EventPattern, target } }];
    });
  });
  return found.flat();
};

const redriveTarget = (policy: string | undefined) =>
  policy ? String((JSON.parse(policy) as { deadLetterTargetArn?: string }).deadLetterTargetArn) : undefined;

const subscriptions = async ({ sns, stage }: Target): Promise<Source[]> => {
  const all = await allPages(async (NextToken) => {
    const page = await sns.send(new ListSubscriptionsCommand({ NextToken }));
    return { items: page.Subscriptions, next: page.NextToken };
  });
  const ours = all.filter(
    ({ TopicArn = "", SubscriptionArn = "" }) =>
      // One that nobody confirmed has no ARN yet.
      SubscriptionArn.startsWith("arn:") && isOfStage(nameOf(TopicArn), stage),
  );
  const found = await eachOf(ours, async ({ SubscriptionArn, Endpoint = "" }): Promise<Source[]> => {
    const { Attributes = {} } = await sns.send(new GetSubscriptionAttributesCommand({ SubscriptionArn }));
    const queueArn = redriveTarget(Attributes.RedrivePolicy);
    return queueArn ? [{ kind: "subscription", name: nameOf(Endpoint), queueArn }] : [];
  });
  return found.flat();
};

const pipes = async (target: Target): Promise<Source[]> => {
  const all = await allPages(async (NextToken) => {
    const page = await target.pipes.send(
      new ListPipesCommand({ NamePrefix: `sourdough-${target.stage}-`, NextToken }),
    );
    return { items: page.Pipes, next: page.NextToken };
  });
  const found = await eachOf(all, async ({ Name = "" }): Promise<Source[]> => {
    const { SourceParameters: from } = await target.pipes.send(new DescribePipeCommand({ Name }));
    const queueArn =
      from?.DynamoDBStreamParameters?.DeadLetterConfig?.Arn ??
      from?.KinesisStreamParameters?.DeadLetterConfig?.Arn;
    return queueArn ? [{ kind: "pipe", name: Name, queueArn }] : [];
  });
  return found.flat();
};

const functions = async ({ lambda, stage }: Target): Promise<Source[]> => {
  const all = await allPages(async (Marker) => {
    const page = await lambda.send(new ListFunctionsCommand({ Marker }));
    return { items: page.Functions, next: page.NextMarker };
  });
  // Names that are too long for a function lose their beginning.
  const ours = all.filter(({ Role = "", FunctionName = "" }) =>
    [nameOf(Role), FunctionName].some((name) => isOfStage(name, stage)),
  );
  const found = await eachOf(ours, async ({ FunctionName = "" }): Promise<Source[]> => {
    const page = await lambda.send(new ListFunctionEventInvokeConfigsCommand({ FunctionName }));
    return (page.FunctionEventInvokeConfigs ?? []).flatMap(({ DestinationConfig }): Source[] => {
      const queueArn = DestinationConfig?.OnFailure?.Destination;
      return queueArn ? [{ kind: "function", name: FunctionName, queueArn }] : [];
    });
  });
  return found.flat();
};

const mappings = async ({ lambda }: Target): Promise<Source[]> => {
  const all = await allPages(async (Marker) => {
    const page = await lambda.send(new ListEventSourceMappingsCommand({ Marker }));
    return { items: page.EventSourceMappings, next: page.NextMarker };
  });
  return all.flatMap(({ DestinationConfig, FunctionArn }): Source[] => {
    const queueArn = DestinationConfig?.OnFailure?.Destination;
    return queueArn ? [{ kind: "mapping", name: nameOf(FunctionArn), queueArn }] : [];
  });
};

const schedules = async ({ scheduler, stage }: Target): Promise<Source[]> => {
  const all = await allPages(async (NextToken) => {
    const page = await scheduler.send(new ListSchedulesCommand({ NextToken }));
    return { items: page.Schedules, next: page.NextToken };
  });
  // Reminders are many, are gone once they were due, and give up into the queue of the schedules that stay.
  const ours = all.filter(
    ({ GroupName = "" }) => isOfStage(GroupName, stage) && !GroupName.endsWith("-reminders"),
  );
  const found = await eachOf(ours, async ({ Name, GroupName }): Promise<Source[]> => {
    const { Target: to } = await scheduler.send(new GetScheduleCommand({ Name, GroupName }));
    const queueArn = to?.DeadLetterConfig?.Arn;
    return queueArn ? [{ kind: "schedule", name: `${GroupName}/${Name}`, queueArn }] : [];
  });
  return found.flat();
};

/** `sourdough-<stage>-<name>`, or with the slice that a shared stage deploys by itself: `sourdough-orders-prod-<name>`. */
export const isOfStage = (name: string, stage: string): boolean =>
  new RegExp(`^sourdough(?:-[a-z]+)?-${stage}-`).test(name);

/** Everything of the stage that gives up into a queue, but for queues themselves: asked of what is deployed. */
export const wiringOf = async (target: Target): Promise<Source[]> => {
  const all = await Promise.all([
    rulesOf(target, `sourdough-${target.stage}-bus`),
    rulesOf(target, "default"),
    subscriptions(target),
    pipes(target),
    functions(target),
    mappings(target),
    schedules(target),
  ]);
  return all.flat();
};
