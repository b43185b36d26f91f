import type { EventContract, JsonSchema } from "@sourdough/events-schema";
import type { Resource } from "sourdough-local";
import {
  compileFilter,
  compileFilterCriteria,
  compilePattern,
  compilePipeTemplate,
  compileTargetInput,
} from "sourdough-local/models";
import { eventSchema } from "./event-schema.ts";
import { notificationSchema, queueRecord, queueRecordSchema, recordId } from "./records.ts";
import { contextOf, targetInput } from "./rule-target.ts";
import type { BusEvent } from "./samples.ts";
import { functionConsumer, functionOf, machineOf, ruleConsumer, type System } from "./system.ts";

/** A function, state machine or endpoint at the end of a route. */
export interface End {
  readonly kind: "function" | "machine" | "destination" | "queue";
  /** What `consumes.ts` calls it. */
  readonly consumer: string;
  readonly resource: Resource;
  readonly arn: string;
}

/** One way from the bus to a consumer. */
export interface Route {
  readonly rule: System["rules"][number];
  readonly target: System["targets"][number];
  readonly end: End;
  /** Filters on the way, with whose they are. */
  readonly filters: readonly { resource: Resource; kind: "topic" | "filter"; patterns: readonly string[] }[];
  matches(event: BusEvent): boolean;
  /** What the target of the rule gets; `problem` when that is no JSON. */
  render(event: BusEvent): { text: string; problem?: string };
  /** The template of the pipe on the way, where it has one. */
  readonly pipe?: { readonly resource: Resource; readonly template: string };
  /** Why the pipe's template makes no JSON of an event. */
  pipeProblem(event: BusEvent): string | undefined;
  /** What arrives, if anything does: the input of a machine, a message of a function, the body for an endpoint. */
  deliver(event: BusEvent): { value: unknown; recordId?: string } | undefined;
  /** What the filter in front of the consumer sees; of what a template makes nothing is known. */
  filtered(event: EventContract): JsonSchema;
}

/** Why a pattern, template or path cannot be compiled. */
export interface Broken {
  readonly resource: Resource;
  readonly message: string;
}

/** A message on its way. */
interface Stage {
  readonly through: (message: string) => { value: unknown; recordId?: string } | undefined;
  /** The body of a queue's message, of the message that was sent. */
  readonly body: (message: JsonSchema) => JsonSchema;
  readonly end: End;
  readonly filters: Route["filters"];
  readonly pipe?: Route["pipe"];
  readonly problem?: (message: string) => string | undefined;
}

const same = (message: JsonSchema): JsonSchema => message;

/** Whether the target gets the event as it is. */
const isWhole = ({ input, inputPath, inputTransformer }: System["targets"][number]) =>
  input === undefined && inputPath === undefined && inputTransformer === undefined;

/** All ways from the rules of the bus to whoever handles events; what cannot be compiled goes to `broken`. */
export const findRoutes = (system: System, broken: (problem: Broken) => void): Route[] => {
  const attempt = <Value>(resource: Resource, compileIt: () => Value): Value | undefined => {
    try {
      return compileIt();
    } catch (error) {
      broken({ resource, message: error instanceof Error ? error.message : String(error) });
      return undefined;
    }
  };
  const filterOf = (resource: Resource, patterns: readonly string[]) =>
    patterns.length > 0
      ? (attempt(resource, () => compileFilterCriteria(patterns, "sqs")) ?? (() => false))
      : () => true;

  const machineEnd = ({ arn, resource }: System["machines"][number]): End => ({
    kind: "machine",
    consumer: resource.name,
    resource,
    arn,
  });

  const behindQueue = (queue: System["queues"][number]): Stage[] => {
    const { arn } = queue;
    const pipes = system.pipes.filter(({ source }) => source === arn).map((pipe) => behindPipe(pipe, arn));
    const mappings = system.mappings
      .filter(({ eventSourceArn }) => eventSourceArn === arn)
      .map((mapping) => behindMapping(mapping, arn));
    const stages = [...pipes, ...mappings].filter((stage) => stage !== undefined);
    if (stages.length > 0) return stages;
    const end: End = { kind: "queue", consumer: queue.resource.name, resource: queue.resource, arn };
    return [{ through: (message) => ({ value: message }), body: same, end, filters: [] }];
  };

  const behindPipe = (pipe: System["pipes"][number], arn: string): Stage | undefined => {
    const machine = machineOf(system, pipe.target);
    const called = functionOf(system, pipe.target);
    const end = machine ? machineEnd(machine) : called && functionEnd(called);
    if (!end) return undefined;
    const { resource } = pipe;
    const patterns = pipe.sourceParameters.filterCriteria.filters.map(({ pattern }) => pattern);
    const passes = filterOf(resource, patterns);
    const { inputTemplate } = pipe.targetParameters;
    const names = { pipeArn: "", pipeName: resource.name, sourceArn: arn, targetArn: pipe.target };
    const template = inputTemplate && attempt(resource, () => compilePipeTemplate(inputTemplate, names));
    const render = (message: string) =>
      template
        ? template.render({ event: queueRecord(arn, message), ingestionTime: "2026-11-23T07:30:00Z" })
        : undefined;
    return {
      end,
      ...(inputTemplate !== undefined && { pipe: { resource, template: inputTemplate } }),
      problem: (message) => {
        const rendered = render(message);
        return rendered && "problem" in rendered
          ? `${rendered.problem} ${rendered.text.slice(0, 160)}`
          : undefined;
      },
      filters: patterns.length > 0 ? [{ resource, kind: "filter", patterns }] : [],
      through: (message) => {
        const record = queueRecord(arn, message);
        if (!passes(record)) return undefined;
        const rendered = render(message);
        if (!rendered) return { value: [record], recordId };
        return "problem" in rendered
          ? undefined
          : { value: [JSON.parse(rendered.text) as unknown], recordId };
      },
      body: same,
    };
  };

  const functionEnd = ({ arn, resource }: System["functions"][number]): End => ({
    kind: "function",
    consumer: functionConsumer(resource),
    resource,
    arn,
  });

  const behindMapping = (mapping: System["mappings"][number], arn: string): Stage | undefined => {
    const called = functionOf(system, mapping.functionName);
    if (!called) return undefined;
    const patterns = mapping.filterCriteria.filters.map(({ pattern }) => pattern);
    const passes = filterOf(mapping.resource, patterns);
    return {
      end: functionEnd(called),
      filters: patterns.length > 0 ? [{ resource: mapping.resource, kind: "filter", patterns }] : [],
      through: (message) => (passes(queueRecord(arn, message)) ? { value: message } : undefined),
      body: same,
    };
  };

  const behindTopic = (arn: string): Stage[] =>
    system.subscriptions
      .filter((subscription) => subscription.topic === arn)
      .flatMap((subscription) => behindSubscription(subscription));

  const behindSubscription = (subscription: System["subscriptions"][number]): Stage[] => {
    const { resource, filterPolicy, filterPolicyScope, rawMessageDelivery } = subscription;
    const wants = attempt(resource, () => compileFilter(filterPolicy, filterPolicyScope)) ?? (() => false);
    const queue = system.queues.find(({ arn }) => arn === subscription.endpoint);
    const wrap = (message: string) =>
      rawMessageDelivery
        ? message
        : JSON.stringify({ Type: "Notification", TopicArn: subscription.topic, Message: message });
    return (queue ? behindQueue(queue) : []).map((stage) => ({
      ...stage,
      filters: [
        ...(filterPolicy ? [{ resource, kind: "topic" as const, patterns: [filterPolicy] }] : []),
        ...stage.filters,
      ],
      through: (message) =>
        wants({ body: message, attributes: {} }) ? stage.through(wrap(message)) : undefined,
      body: (message) => (rawMessageDelivery ? message : notificationSchema),
    }));
  };

  const stagesOf = ({ arn }: System["targets"][number], rule: System["rules"][number]): Stage[] => {
    const queue = system.queues.find((each) => each.arn === arn);
    if (queue) return behindQueue(queue);
    if (system.topics.some((topic) => topic.arn === arn)) return behindTopic(arn);
    const machine = machineOf(system, arn);
    const called = functionOf(system, arn);
    const destination = system.destinations.find((each) => each.arn === arn);
    const end: End | undefined = machine
      ? machineEnd(machine)
      : called
        ? functionEnd(called)
        : destination && {
            kind: "destination",
            consumer: ruleConsumer(rule.resource),
            resource: rule.resource,
            arn,
          };
    if (!end) return [];
    const isText = end.kind !== "machine";
    return [
      {
        end,
        filters: [],
        through: (message) => ({ value: isText ? message : (JSON.parse(message) as unknown) }),
        body: same,
      },
    ];
  };

  return system.targets.flatMap((target) => {
    const rule = system.rules.find(
      ({ name, eventBusName }) => name === target.rule && eventBusName === target.eventBusName,
    );
    if (rule?.eventPattern === undefined) return [];
    const pattern = rule.eventPattern;
    const matcher = attempt(rule.resource, () => compilePattern(pattern, { dialect: "bus" }));
    const input = attempt(target.resource, () => compileTargetInput(targetInput(target)));
    const render = (event: BusEvent) =>
      input?.render(contextOf(event, rule)) ?? { text: "", problem: "It cannot be compiled." };
    return stagesOf(target, rule).map(
      (stage): Route => ({
        rule,
        target,
        end: stage.end,
        filters: stage.filters,
        ...(stage.pipe && { pipe: stage.pipe }),
        pipeProblem: (event) => stage.problem?.(render(event).text),
        matches: (event) => matcher?.matches(event) ?? false,
        render,
        deliver(event) {
          const rendered = render(event);
          return "problem" in rendered ? undefined : stage.through(rendered.text);
        },
        filtered: (event) => queueRecordSchema(stage.body(isWhole(target) ? eventSchema(event) : {})),
      }),
    );
  });
};
