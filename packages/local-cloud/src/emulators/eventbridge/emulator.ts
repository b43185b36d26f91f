import type { Cloud, Emulator } from "../../core/cloud.ts";
import type { Resource } from "../../core/resource-graph.ts";
import { parseInput } from "../parse-input.ts";
import { createApiDestinations } from "./api-destinations.ts";
import { archiveFacts } from "./archive-facts.ts";
import { createArchive } from "./archive-inputs.ts";
import { createArchiveOperations } from "./archive-operations.ts";
import { createArchives } from "./archives.ts";
import { createBusOperations } from "./bus-operations.ts";
import { createBuses, PATTERN_QUOTA, type Rule } from "./buses.ts";
import { createDeliveries } from "./delivery.ts";
import { putRule, target } from "./inputs.ts";
import { createRuleOperations } from "./operations.ts";
import { permissionsOf } from "./permissions.ts";
import { createPutEvents } from "./put-events.ts";
import { createReplays } from "./replays.ts";
import { busNameOf, eventArchive, eventBus, eventBusPolicy, eventRule, eventTarget } from "./resources.ts";
import { createRuleSchedules } from "./rule-schedules.ts";

/** EventBridge (classic buses): rules, targets with retries and dead-letter queues, API destinations. */
export const createEventBridgeEmulator = (cloud: Cloud): Emulator => {
  const buses = createBuses(cloud);
  const deliveries = createDeliveries(cloud);
  const apiDestinations = createApiDestinations(cloud);
  const schedules = createRuleSchedules(cloud, buses, deliveries);
  cloud.offer("ruleSchedules", schedules.list);
  const archives = createArchives(cloud, buses);
  const replays = createReplays(cloud, { buses, archives, deliveries });
  cloud.offer("archives", () => archiveFacts(archives, replays));
  const waitingTargets: Resource[] = [];
  const waitingArchives: Resource[] = [];

  const putEvents = createPutEvents(cloud, buses, deliveries);

  const reportProblem = (rule: Rule, targetId: string) => {
    const problem = rule.targets.get(targetId)?.input.problem;
    if (problem === undefined) return;
    cloud.warn(
      `The input template of target ${targetId} of rule ${rule.name} never gives valid JSON: ${problem}`,
    );
  };

  const provisionRule = ({ inputs, outputs }: Resource) => {
    const rule = eventRule.parse(inputs);
    const { EventPattern = "", Name } = parseInput(putRule, {
      Name: outputs.name,
      EventPattern: rule.eventPattern,
      ScheduleExpression: rule.scheduleExpression,
    });
    if (EventPattern.length > PATTERN_QUOTA) {
      cloud.warn(
        `The pattern of rule ${Name} has ${EventPattern.length} characters; the default quota is ${PATTERN_QUOTA}.`,
      );
    }
    buses.putRule(buses.mention(rule.eventBusName), {
      Name,
      EventPattern: rule.eventPattern,
      ScheduleExpression: rule.scheduleExpression,
      State: rule.state ?? (rule.isEnabled === false ? "DISABLED" : "ENABLED"),
      Description: rule.description,
      RoleArn: rule.roleArn,
    });
  };

  const provisionTarget = ({ inputs, outputs, name }: Resource) => {
    const given = eventTarget.parse(inputs);
    const rule = buses.mention(given.eventBusName).rules.get(given.rule);
    if (!rule) {
      throw new Error(
        `Target ${name} names the rule ${given.rule} on the bus ${busNameOf(given.eventBusName)}, which no resource of the config declares.`,
      );
    }
    const {
      inputTransformer,
      sqsTarget,
      ecsTarget,
      kinesisTarget,
      httpTarget,
      retryPolicy,
      deadLetterConfig,
    } = given;
    const definition = parseInput(target, {
      Id: outputs.targetId,
      Arn: given.arn,
      RoleArn: given.roleArn,
      Input: given.input,
      InputPath: given.inputPath,
      InputTransformer: inputTransformer && {
        InputPathsMap: inputTransformer.inputPaths,
        InputTemplate: inputTransformer.inputTemplate,
      },
      SqsParameters: sqsTarget && { MessageGroupId: sqsTarget.messageGroupId },
      EcsParameters: ecsTarget && {
        TaskDefinitionArn: ecsTarget.taskDefinitionArn,
        TaskCount: ecsTarget.taskCount,
        Group: ecsTarget.group,
      },
      KinesisParameters: kinesisTarget?.partitionKeyPath
        ? { PartitionKeyPath: kinesisTarget.partitionKeyPath }
        : undefined,
      HttpParameters: httpTarget && {
        PathParameterValues: httpTarget.pathParameterValues,
        HeaderParameters: httpTarget.headerParameters,
        QueryStringParameters: httpTarget.queryStringParameters,
      },
      RetryPolicy: retryPolicy && {
        MaximumRetryAttempts: retryPolicy.maximumRetryAttempts,
        MaximumEventAgeInSeconds: retryPolicy.maximumEventAgeInSeconds,
      },
      DeadLetterConfig: deadLetterConfig && { Arn: deadLetterConfig.arn },
    });
    buses.putTarget(rule, definition);
    reportProblem(rule, definition.Id);
  };

  const provisionArchive = (resource: Resource) => {
    const { inputs, outputs } = resource;
    const given = eventArchive.parse(inputs);
    archives.create(
      parseInput(createArchive, {
        ArchiveName: outputs.name,
        EventSourceArn: given.eventSourceArn,
        Description: given.description,
        EventPattern: given.eventPattern,
        RetentionDays: given.retentionDays,
      }),
      cloud.provisioned.isKept(resource) ? "unchanged" : "changed",
    );
  };

  const naming = (provision: (resource: Resource) => void) => (resource: Resource) => {
    try {
      provision(resource);
    } catch (cause) {
      throw new Error(`${resource.type} ${resource.name}: ${(cause as Error).message}`, { cause });
    }
  };

  /** Rules that only services of AWS could satisfy, which on a laptop do not publish. */
  const reportUnheard = () => {
    const published = new Set(cloud.services.all.flatMap(({ publishes = [] }) => publishes));
    for (const { name, definition } of buses.all().flatMap(({ rules }) => [...rules.values()])) {
      const { source } = JSON.parse(definition.EventPattern ?? "{}") as { source?: unknown };
      const isUnheard = (each: unknown) =>
        typeof each === "string" && each.startsWith("aws.") && !published.has(each);
      if (!Array.isArray(source) || !source.every(isUnheard)) continue;
      cloud.warn(
        `Rule ${name} waits for events of ${source.join(", ")}, which services of AWS publish; the emulated ones do not.`,
      );
    }
  };

  const provisionWaiting = () => {
    for (const resource of waitingTargets.splice(0)) naming(provisionTarget)(resource);
    for (const resource of waitingArchives.splice(0)) naming(provisionArchive)(resource);
  };
  let beginDeliveries = () => {};

  const undeclaredBuses = () =>
    cloud.graph.resources
      .filter(({ type }) => type === "aws:cloudwatch/eventRule:EventRule")
      .filter(({ inputs }) => !buses.find(eventRule.parse(inputs).eventBusName));

  return {
    service: "events",
    operations: {
      PutEvents: putEvents,
      ...createBusOperations(cloud, buses),
      ...createRuleOperations(cloud.made, buses, { target: reportProblem, rules: schedules.refresh }),
      ...createArchiveOperations(buses, archives, replays),
      ...apiDestinations.operations,
      InvokeApiDestination: apiDestinations.invoke,
    },
    provision: {
      "aws:cloudwatch/eventBus:EventBus": ({ inputs, outputs }) => {
        const bus = buses.mention(String(outputs.name));
        bus.declared = true;
        bus.description = eventBus.parse(inputs).description;
      },
      "aws:cloudwatch/eventRule:EventRule": naming(provisionRule),
      // Slices name rules and buses without depending on them, so these may come later.
      "aws:cloudwatch/eventTarget:EventTarget": (resource) => waitingTargets.push(resource),
      // The bus may be of another slice, too.
      "aws:cloudwatch/eventArchive:EventArchive": (resource) => waitingArchives.push(resource),
      "aws:cloudwatch/eventBusPolicy:EventBusPolicy": ({ inputs }) => {
        const { eventBusName, policy } = eventBusPolicy.parse(inputs);
        const bus = buses.mention(eventBusName);
        bus.policy = policy;
        cloud.resourcePolicies.attach(bus.arn, policy);
      },
      "aws:cloudwatch/eventConnection:EventConnection": naming(apiDestinations.provisionConnection),
      "aws:cloudwatch/eventApiDestination:EventApiDestination": naming(apiDestinations.provisionDestination),
    },
    restore() {
      provisionWaiting();
      archives.restore();
      replays.restore();
      beginDeliveries = deliveries.restore(buses);
    },
    start() {
      provisionWaiting();
      reportUnheard();
      schedules.refresh();
      beginDeliveries();
      const [lost] = undeclaredBuses();
      if (!lost) return;
      throw new Error(
        `Rule ${lost.name} is on the event bus ${busNameOf(String(lost.inputs.eventBusName))}, which no resource of the config declares.`,
      );
    },
    stop() {
      schedules.stop();
      deliveries.stop();
      replays.stop();
    },
    permissions: (operation, input) => permissionsOf(cloud, operation, input),
  };
};
