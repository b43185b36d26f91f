import type { Resource, ResourceGraph } from "sourdough-local";

type Values = Record<string, unknown>;

export interface Statement {
  Effect: string;
  Action: string | string[];
  Resource: string | string[];
  Principal?: "*" | { Service?: string; AWS?: unknown };
  Condition?: {
    ArnEquals?: { "aws:SourceArn"?: string | string[] };
    Bool?: { "aws:SecureTransport"?: unknown };
  };
}

/** A resource as a rule reads it: its name, and what it was given and what AWS adds. */
export interface Declared {
  name: string;
  arn: string;
  values: Values;
}

export const list = (value: string | string[] | undefined): string[] => [value ?? []].flat();
/** The ARN of a function or a state machine without the alias or version that it is called by. */
export const unqualified = (arn: unknown) => String(arn).split(":").slice(0, 7).join(":");
const json = (text: unknown): Values => (typeof text === "string" ? JSON.parse(text) : {});
export const statements = (policy: unknown) =>
  [(json(policy).Statement ?? []) as Statement | Statement[]].flat();

/** What a graph declares, by what a rule asks for. */
export const readGraph = (graph: ResourceGraph) => {
  const declared = ({ name, outputs }: Resource): Declared => ({
    name: name.replace(/(Queue)Queue$|(Table)Table$|(.)Function$/, "$1$2$3"),
    arn: String(outputs.arn),
    values: outputs,
  });
  const all = (type: string) => graph.resources.filter((resource) => resource.type === type).map(declared);

  const functions = graph.resources
    .filter(({ type }) => type === "aws:lambda/function:Function")
    .map((resource) => ({ ...declared(resource), handler: resource.build?.handler ?? "" }));
  const machines = all("aws:sfn/stateMachine:StateMachine").map((machine) => ({
    ...machine,
    definition: json(machine.values.definition),
  }));
  const queues = all("aws:sqs/queue:Queue").map((queue) => ({
    ...queue,
    redrive: json(queue.values.redrivePolicy) as { deadLetterTargetArn?: string; maxReceiveCount?: number },
  }));
  const allMappings = all("aws:lambda/eventSourceMapping:EventSourceMapping");
  const mappings = allMappings.filter(({ values }) => String(values.eventSourceArn).includes(":sqs:"));
  const streamMappings = allMappings.filter((mapping) => !mappings.includes(mapping));
  const pipes = all("aws:pipes/pipe:Pipe");
  const targets = all("aws:cloudwatch/eventTarget:EventTarget");
  const schedules = all("aws:scheduler/schedule:Schedule");
  const subscriptions = all("aws:sns/topicSubscription:TopicSubscription");
  const invokeConfigs = all("aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig").map(
    ({ values }) => {
      const { onFailure } = (values.destinationConfig ?? {}) as { onFailure?: { destination: string } };
      return { functionName: values.functionName, onFailure: onFailure?.destination };
    },
  );
  /** What is invoked without somebody who waits for the answer: ARNs, of which some name an alias. */
  const invokedArns = [
    ...targets.map(({ values }) => values.arn),
    ...schedules.map(({ values }) => scheduleTargetOf(values).arn),
    ...subscriptions.map(({ values }) => values.endpoint),
    ...all("aws:s3/bucketNotification:BucketNotification").flatMap(({ values }) =>
      ((values.createFunctions ?? []) as { createFunctionArn: string }[]).map((one) => one.createFunctionArn),
    ),
  ].map(String);

  /** ARNs of the queues that something gives up into. */
  const deadLetterArns = new Set(
    [
      ...queues.map(({ redrive }) => redrive.deadLetterTargetArn),
      ...targets.map(({ values }) => (values.deadLetterConfig as Values | undefined)?.arn),
      ...pipes.map(({ values }) => streamOf(values)?.deadLetterConfig?.arn),
      ...schedules.map(({ values }) => scheduleTargetOf(values).deadLetterConfig?.arn),
      ...subscriptions.map(({ values }) => json(values.redrivePolicy).deadLetterTargetArn),
      ...invokeConfigs.map(({ onFailure }) => onFailure),
      ...streamMappings.map(({ values }) => onFailureOf(values)),
    ].filter((arn) => arn !== undefined),
  );

  /** Seconds that whatever takes messages from the queue may need for a batch, one entry per consumer. */
  const consumerSeconds = (queueArn: string): number[] => [
    ...mappings
      .filter(({ values }) => values.eventSourceArn === queueArn)
      .map(({ values }) =>
        Number(functions.find(({ arn }) => arn === unqualified(values.functionName))?.values.timeout),
      ),
    ...pipes
      .filter(({ values }) => values.source === queueArn)
      .map(({ values }) =>
        Number(machines.find(({ arn }) => arn === unqualified(values.target))?.definition.TimeoutSeconds),
      ),
  ];

  return {
    all,
    functions,
    /** Functions that are invoked asynchronously, with where their failures go. */
    asynchronous: functions
      .filter(
        ({ arn, values }) => values.durableConfig || invokedArns.some((one) => unqualified(one) === arn),
      )
      .map((one) => ({
        ...one,
        onFailure: invokeConfigs.find(({ functionName }) => functionName === one.values.name)?.onFailure,
      })),
    machines,
    mappings,
    streamMappings,
    pipes,
    queues,
    schedules,
    subscriptions,
    targets,
    deadLetterArns,
    consumerSeconds,
    roles: all("aws:iam/role:Role").map((role) => ({
      ...role,
      statements: ((role.values.inlinePolicies ?? []) as { policy: string }[]).flatMap(({ policy }) =>
        statements(policy),
      ),
    })),
    alarms: all("aws:cloudwatch/metricAlarm:MetricAlarm"),
    stage: graph.app.stage,
  };
};

export type Read = ReturnType<typeof readGraph>;

export const streamOf = (pipe: Values) =>
  (pipe.sourceParameters as Values | undefined)?.dynamodbStreamParameters as
    | { maximumRecordAgeInSeconds?: number; deadLetterConfig?: { arn: string } }
    | undefined;

/** How a new version of a state machine takes over, as its alias says; undefined where it does so at once. */
export const shiftOf = ({ values }: Declared) =>
  values.description === undefined
    ? undefined
    : (json(values.description) as { slice: string; percent: number; minutes: number; alarms: string[] });

/** Invocations that the mapping of a queue begins at once; NaN where it does not say. */
export const mostAtOnce = ({ scalingConfig, provisionedPollerConfig }: Values) => {
  const { maximumPollers } = (provisionedPollerConfig ?? {}) as { maximumPollers?: number };
  if (provisionedPollerConfig) return Number(maximumPollers) * 10;
  return Number((scalingConfig as { maximumConcurrency?: number } | undefined)?.maximumConcurrency);
};

/** Where what a function behind a stream gives up goes. */
export const onFailureOf = (mapping: Values) =>
  (mapping.destinationConfig as { onFailure?: { destinationArn?: string } } | undefined)?.onFailure
    ?.destinationArn;

export const scheduleTargetOf = (schedule: Values) =>
  schedule.target as {
    arn?: string;
    retryPolicy?: { maximumEventAgeInSeconds?: number };
    deadLetterConfig?: { arn?: string };
  };
