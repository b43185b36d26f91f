import type { Resource } from "../../core/resource-graph.ts";

type Inputs = Record<string, unknown>;

const seconds = (value: unknown) => (value === undefined ? undefined : `${String(value)} s`);
const compact = (json: unknown): string | undefined => {
  if (json === undefined) return undefined;
  try {
    return JSON.stringify(typeof json === "string" ? JSON.parse(json) : json);
  } catch {
    return String(json);
  }
};

const facts: Readonly<Record<string, (inputs: Inputs, resource: Resource) => Record<string, unknown>>> = {
  "aws:sqs/queue:Queue": (inputs) => ({
    "Visibility timeout": seconds(inputs.visibilityTimeoutSeconds),
    Retention: seconds(inputs.messageRetentionSeconds),
    FIFO: inputs.fifoQueue ? "yes" : undefined,
    Redrive: compact(inputs.redrivePolicy),
  }),
  "aws:lambda/function:Function": (inputs, { build }) => ({
    Handler: build?.handler ?? inputs.handler,
    Runtime: inputs.runtime,
    Memory: inputs.memorySize === undefined ? undefined : `${String(inputs.memorySize)} MB`,
    Timeout: seconds(inputs.timeout),
    "Log group": (inputs.loggingConfig as { logGroup?: string } | undefined)?.logGroup,
  }),
  "aws:cloudwatch/eventRule:EventRule": (inputs) => ({
    Pattern: compact(inputs.eventPattern),
    Schedule: inputs.scheduleExpression,
    State: inputs.state,
  }),
  "aws:scheduler/schedule:Schedule": (inputs) => ({ Schedule: inputs.scheduleExpression }),
  "aws:pipes/pipe:Pipe": (inputs) => {
    const source = (inputs.sourceParameters ?? {}) as Record<
      string,
      { batchSize?: number; filters?: unknown }
    >;
    return {
      Filter: compact(source.filterCriteria?.filters),
      "Batch size": source.dynamodbStreamParameters?.batchSize ?? source.sqsQueueParameters?.batchSize,
      Template: (inputs.targetParameters as { inputTemplate?: string } | undefined)?.inputTemplate,
    };
  },
  "aws:sfn/stateMachine:StateMachine": (inputs) => ({ Type: inputs.type ?? "STANDARD" }),
  "aws:dynamodb/table:Table": (inputs) => ({
    Key: [inputs.hashKey, inputs.rangeKey].filter(Boolean).join(", "),
    Indexes: (inputs.globalSecondaryIndexes as { name: string }[] | undefined)
      ?.map(({ name }) => name)
      .join(", "),
    Stream: inputs.streamEnabled ? inputs.streamViewType : undefined,
    "Time to live": (inputs.ttl as { attributeName?: string } | undefined)?.attributeName,
  }),
  "aws:apigateway/method:Method": (inputs) => ({
    Authorization: inputs.authorization,
    Models: compact(inputs.requestModels),
  }),
  "aws:cloudwatch/eventApiDestination:EventApiDestination": (inputs) => ({
    Endpoint: `${String(inputs.httpMethod)} ${String(inputs.invocationEndpoint)}`,
    "Rate limit": inputs.invocationRateLimitPerSecond && `${String(inputs.invocationRateLimitPerSecond)}/s`,
  }),
};

/** What is worth knowing of a resource at a glance. */
export const factsOf = (resource: Resource): Record<string, string> => {
  const found = facts[resource.type]?.(resource.inputs, resource) ?? {};
  const all = { ...found, Name: resource.outputs.name ?? resource.inputs.name };
  return Object.fromEntries(
    Object.entries(all).flatMap(([name, value]) =>
      value === undefined || value === null || value === "" ? [] : [[name, String(value)]],
    ),
  );
};
