import type { Resource, ResourceGraph } from "sourdough-local";
import * as z from "zod";

const Transformer = z.object({
  inputPaths: z.record(z.string(), z.string()).optional(),
  inputTemplate: z.string(),
});

const Rule = z.object({
  name: z.string(),
  eventBusName: z.string().default("default"),
  eventPattern: z.string().optional(),
});
const Target = z.object({
  rule: z.string(),
  eventBusName: z.string().default("default"),
  arn: z.string(),
  input: z.string().optional(),
  inputPath: z.string().optional(),
  inputTransformer: Transformer.optional(),
});
const Queue = z.object({ arn: z.string(), url: z.string(), redrivePolicy: z.string().optional() });
const Arn = z.object({ arn: z.string() });
const Subscription = z.object({
  topic: z.string(),
  protocol: z.string(),
  endpoint: z.string(),
  filterPolicy: z.string().optional(),
  filterPolicyScope: z.enum(["MessageAttributes", "MessageBody"]).default("MessageAttributes"),
  rawMessageDelivery: z.boolean().default(false),
});
const Criteria = z
  .object({ filters: z.array(z.object({ pattern: z.string().default("{}") })).default([]) })
  .default({ filters: [] });
/** Without the alias or version that the ARN of a function or a state machine may end with. */
const CalledArn = z.string().transform((arn) => arn.split(":").slice(0, 7).join(":"));
const Pipe = z.object({
  source: z.string(),
  target: CalledArn,
  sourceParameters: z.object({ filterCriteria: Criteria }).default({ filterCriteria: { filters: [] } }),
  targetParameters: z.object({ inputTemplate: z.string().optional() }).default({}),
});
const Mapping = z.object({ eventSourceArn: z.string(), functionName: CalledArn, filterCriteria: Criteria });
const Machine = z.object({
  arn: z.string(),
  definition: z.string(),
  type: z.enum(["STANDARD", "EXPRESS"]).default("STANDARD"),
});
const Destination = z.object({ arn: z.string(), invocationEndpoint: z.string() });
const Realtime = z.object({ apiId: z.string(), dns: z.object({ HTTP: z.string() }) });
const Namespace = z.object({ apiId: z.string(), name: z.string() });
const Table = z.object({ name: z.string(), streamArn: z.string().optional() });
const Role = z.looseObject({ arn: z.string() });
const Bus = z.object({ name: z.string(), arn: z.string() });

/** A resource with the properties the proof looks at. */
export type Known<Properties> = Properties & { readonly resource: Resource };

/** What carries events, out of everything the graph has. */
export interface System {
  readonly buses: readonly Known<z.infer<typeof Bus>>[];
  readonly rules: readonly Known<z.infer<typeof Rule>>[];
  readonly targets: readonly Known<z.infer<typeof Target>>[];
  readonly queues: readonly Known<z.infer<typeof Queue>>[];
  readonly topics: readonly Known<z.infer<typeof Arn>>[];
  readonly subscriptions: readonly Known<z.infer<typeof Subscription>>[];
  readonly pipes: readonly Known<z.infer<typeof Pipe>>[];
  readonly mappings: readonly Known<z.infer<typeof Mapping>>[];
  readonly machines: readonly Known<z.infer<typeof Machine>>[];
  readonly functions: readonly Known<z.infer<typeof Arn>>[];
  readonly destinations: readonly Known<z.infer<typeof Destination>>[];
  readonly realtimeApis: readonly Known<z.infer<typeof Realtime>>[];
  readonly namespaces: readonly Known<z.infer<typeof Namespace>>[];
  readonly tables: readonly Known<z.infer<typeof Table>>[];
  readonly roles: readonly Known<z.infer<typeof Role>>[];
}

const AwsPattern = z.object({ source: z.array(z.string().startsWith("aws.")).min(1) });

/** Whether a rule is for what services of AWS tell on the account's own bus, of which there is no contract here. */
const isOfAws = ({ eventBusName, eventPattern }: z.infer<typeof Rule>): boolean => {
  if (eventBusName !== "default" || eventPattern === undefined) return false;
  try {
    return AwsPattern.safeParse(JSON.parse(eventPattern)).success;
  } catch {
    return false;
  }
};

/** Reads the graph; throws where a resource is not what the provider would make of it. */
export const readSystem = ({ resources }: ResourceGraph): System => {
  const byType = Map.groupBy(resources, ({ type }) => type);
  const all = <Schema extends z.ZodType>(type: string, schema: Schema): Known<z.infer<Schema>>[] =>
    (byType.get(type) ?? []).map((resource) => {
      const properties = schema.parse({ ...resource.inputs, ...resource.outputs });
      return { ...(properties as object), resource } as Known<z.infer<Schema>>;
    });
  const rules = all("aws:cloudwatch/eventRule:EventRule", Rule);
  const own = rules.filter((rule) => !isOfAws(rule));
  const others = new Set(rules.filter(isOfAws).map(({ name }) => name));
  return {
    buses: all("aws:cloudwatch/eventBus:EventBus", Bus),
    rules: own,
    targets: all("aws:cloudwatch/eventTarget:EventTarget", Target).filter(({ rule }) => !others.has(rule)),
    queues: all("aws:sqs/queue:Queue", Queue),
    topics: all("aws:sns/topic:Topic", Arn),
    subscriptions: all("aws:sns/topicSubscription:TopicSubscription", Subscription),
    pipes: all("aws:pipes/pipe:Pipe", Pipe),
    mappings: all("aws:lambda/eventSourceMapping:EventSourceMapping", Mapping),
    machines: all("aws:sfn/stateMachine:StateMachine", Machine),
    functions: all("aws:lambda/function:Function", Arn),
    destinations: all("aws:cloudwatch/eventApiDestination:EventApiDestination", Destination),
    realtimeApis: all("aws:appsync/api:Api", Realtime),
    namespaces: all("aws:appsync/channelNamespace:ChannelNamespace", Namespace),
    tables: all("aws:dynamodb/table:Table", Table),
    roles: all("aws:iam/role:Role", Role),
  };
};

/** `settle-payment` is SettlePayment. */
export const pascal = (kebab: string) =>
  kebab.replace(/(^|-)([a-z])/g, (_, __, letter: string) => letter.toUpperCase());

/** The name a service's `consumes.ts` knows a function by: `handlers/settle-payment.queue.handler` is SettlePayment. */
export const functionConsumer = ({ name, build }: Resource): string =>
  build ? pascal(build.handler.split("/").at(-1)!.split(".")[0]!) : name;

/** The same for a target that is no function or machine of ours: what its rule is called. */
export const ruleConsumer = ({ name }: Resource): string => name.replace(/Rule$/, "");

/** An ARN of a function or a state machine without its alias or version. */
export const unqualified = (arn: unknown) => String(arn).split(":").slice(0, 7).join(":");

/** The function that an ARN means, whichever alias or version of it. */
export const functionOf = ({ functions }: Pick<System, "functions">, arn: unknown) =>
  functions.find((each) => each.arn === unqualified(arn));

/** The state machine that an ARN means, whichever alias or version of it. */
export const machineOf = ({ machines }: Pick<System, "machines">, arn: unknown) =>
  machines.find((each) => each.arn === unqualified(arn));
