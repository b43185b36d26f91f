import { z } from "zod";
import { arnOf, isArnOf, lastPart } from "../../core/arn.ts";
import {
  type Account,
  defineResourceType,
  type ResourceType,
  stableId,
  tagged,
} from "../../core/resource-type.ts";

const notEmulated = (why: string) => z.never({ error: why }).optional();
const texts = z.record(z.string(), z.string());
// Has no meaning on one machine.
const anywhere = { region: z.string().optional() };

export const eventBus = z.strictObject({
  ...anywhere,
  name: z.string().optional(),
  description: z.string().optional(),
  ...tagged,
  // Nothing is encrypted here, so no event ends in the queue for events that cannot be decrypted.
  kmsKeyIdentifier: z.string().optional(),
  deadLetterConfig: z.strictObject({ arn: z.string().optional() }).optional(),
  // The journal holds every event.
  logConfig: z
    .strictObject({ includeDetail: z.string().optional(), level: z.string().optional() })
    .optional(),
});

export const eventRule = z.strictObject({
  ...anywhere,
  name: z.string().optional(),
  namePrefix: z.string().optional(),
  description: z.string().optional(),
  eventBusName: z.string().optional(),
  eventPattern: z.string().optional(),
  scheduleExpression: z.string().optional(),
  isEnabled: z.boolean().optional(),
  state: z.enum(["ENABLED", "DISABLED", "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"]).optional(),
  roleArn: z.string().optional(),
  forceDestroy: z.boolean().optional(),
  ...tagged,
});

export const eventTarget = z.strictObject({
  ...anywhere,
  arn: z.string(),
  rule: z.string(),
  eventBusName: z.string().optional(),
  targetId: z.string().optional(),
  roleArn: z.string().optional(),
  input: z.string().optional(),
  inputPath: z.string().optional(),
  inputTransformer: z.strictObject({ inputPaths: texts.optional(), inputTemplate: z.string() }).optional(),
  sqsTarget: z.strictObject({ messageGroupId: z.string().optional() }).optional(),
  ecsTarget: z
    .looseObject({
      taskDefinitionArn: z.string(),
      taskCount: z.number().optional(),
      group: z.string().optional(),
    })
    .optional(),
  kinesisTarget: z.strictObject({ partitionKeyPath: z.string().optional() }).optional(),
  httpTarget: z
    .strictObject({
      headerParameters: texts.optional(),
      pathParameterValues: z.array(z.string()).optional(),
      queryStringParameters: texts.optional(),
    })
    .optional(),
  retryPolicy: z
    .strictObject({
      maximumEventAgeInSeconds: z.number().optional(),
      maximumRetryAttempts: z.number().optional(),
    })
    .optional(),
  deadLetterConfig: z.strictObject({ arn: z.string().optional() }).optional(),
  forceDestroy: z.boolean().optional(),
});

const parameters = z
  .array(z.strictObject({ key: z.string(), value: z.string(), isValueSecret: z.boolean().optional() }))
  .optional();

export const eventConnection = z.strictObject({
  ...anywhere,
  name: z.string().optional(),
  description: z.string().optional(),
  authorizationType: z.enum(["API_KEY", "BASIC"], {
    error: "the local cloud knows connections with API_KEY and BASIC, not OAuth",
  }),
  authParameters: z.strictObject({
    apiKey: z.strictObject({ key: z.string(), value: z.string() }).optional(),
    basic: z.strictObject({ username: z.string(), password: z.string() }).optional(),
    oauth: notEmulated("the local cloud knows connections with API_KEY and BASIC, not OAuth"),
    invocationHttpParameters: z
      .strictObject({ headers: parameters, queryStrings: parameters, bodies: parameters })
      .optional(),
  }),
  kmsKeyIdentifier: z.string().optional(),
});

export const eventApiDestination = z.strictObject({
  ...anywhere,
  name: z.string().optional(),
  description: z.string().optional(),
  connectionArn: z.string(),
  httpMethod: z.enum(["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"]),
  invocationEndpoint: z.string(),
  invocationRateLimitPerSecond: z.number().min(1).optional(),
});

export const eventBusPolicy = z.strictObject({
  ...anywhere,
  eventBusName: z.string().optional(),
  policy: z.string(),
});

export const eventArchive = z.strictObject({
  ...anywhere,
  name: z.string().optional(),
  description: z.string().optional(),
  eventPattern: z.string().optional(),
  eventSourceArn: z.string(),
  retentionDays: z.number().optional(),
  // Nothing is encrypted here.
  kmsKeyIdentifier: z.string().optional(),
});

// Pulumi names what has no name after the resource.
const autoName = (name: string, given?: string, prefix = `${name}-`) =>
  given ?? `${prefix}${stableId(name, 7)}`;

/** The bus a rule names, by name or ARN. */
export const busNameOf = (nameOrArn = "default"): string =>
  isArnOf(nameOrArn, "events", "event-bus") ? lastPart(nameOrArn) : nameOrArn;

export const eventsArn = (account: Account, resource: string): string => arnOf("events", account, resource);

/** Rules of the default bus have no bus in their ARN. */
export const ruleArn = (account: Account, bus: string, rule: string): string =>
  eventsArn(account, bus === "default" ? `rule/${rule}` : `rule/${bus}/${rule}`);

export const resourceTypes: ResourceType[] = [
  defineResourceType({
    type: "aws:cloudwatch/eventBus:EventBus",
    properties: eventBus,
    compute: ({ name: logical, inputs }, account) => {
      const name = autoName(logical, inputs.name);
      return { id: name, name, arn: eventsArn(account, `event-bus/${name}`), tagsAll: inputs.tags ?? {} };
    },
  }),
  defineResourceType({
    type: "aws:cloudwatch/eventRule:EventRule",
    properties: eventRule,
    compute: ({ name: logical, inputs }, account) => {
      const name = autoName(logical, inputs.name, inputs.namePrefix);
      const bus = busNameOf(inputs.eventBusName);
      return {
        id: bus === "default" ? name : `${bus}/${name}`,
        name,
        arn: ruleArn(account, bus, name),
        eventBusName: inputs.eventBusName ?? "default",
        state: inputs.state ?? (inputs.isEnabled === false ? "DISABLED" : "ENABLED"),
        tagsAll: inputs.tags ?? {},
      };
    },
  }),
  defineResourceType({
    type: "aws:cloudwatch/eventTarget:EventTarget",
    properties: eventTarget,
    compute: ({ name, inputs }) => {
      const targetId = autoName(name, inputs.targetId, "terraform-");
      const bus = busNameOf(inputs.eventBusName);
      const path = bus === "default" ? [inputs.rule, targetId] : [bus, inputs.rule, targetId];
      return { id: path.join("-"), targetId, eventBusName: inputs.eventBusName ?? "default" };
    },
  }),
  defineResourceType({
    type: "aws:cloudwatch/eventConnection:EventConnection",
    properties: eventConnection,
    compute: ({ name: logical, inputs }, account) => {
      const name = autoName(logical, inputs.name);
      return {
        id: name,
        name,
        arn: eventsArn(account, `connection/${name}/${stableId(name)}`),
        secretArn: arnOf("secretsmanager", account, `secret:events!connection/${name}/${stableId(name)}`),
      };
    },
  }),
  defineResourceType({
    type: "aws:cloudwatch/eventApiDestination:EventApiDestination",
    properties: eventApiDestination,
    compute: ({ name: logical, inputs }, account) => {
      const name = autoName(logical, inputs.name);
      return { id: name, name, arn: eventsArn(account, `api-destination/${name}/${stableId(name)}`) };
    },
  }),
  defineResourceType({
    type: "aws:cloudwatch/eventBusPolicy:EventBusPolicy",
    properties: eventBusPolicy,
    compute: ({ inputs }) => ({
      id: busNameOf(inputs.eventBusName),
      eventBusName: inputs.eventBusName ?? "default",
    }),
  }),
  defineResourceType({
    type: "aws:cloudwatch/eventArchive:EventArchive",
    properties: eventArchive,
    compute: ({ name: logical, inputs }, account) => {
      const name = autoName(logical, inputs.name);
      return { id: name, name, arn: eventsArn(account, `archive/${name}`) };
    },
  }),
];
