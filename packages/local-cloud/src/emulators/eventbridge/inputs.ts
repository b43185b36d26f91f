import { z } from "zod";

const texts = z.record(z.string(), z.string());
const name = z
  .string()
  .regex(/^[.\-_A-Za-z0-9]+$/, "Member must satisfy regular expression pattern: [\\.\\-_A-Za-z0-9]+")
  .max(64, "Member must have length less than or equal to 64");
// https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutRule.html
const pattern = z.string().max(4096, "Member must have length less than or equal to 4096");
const page = { Limit: z.number().min(1).max(100).optional(), NextToken: z.string().optional() };
const bus = { EventBusName: z.string().optional() };

/** A target of a rule, as `PutTargets` takes it. */
export const target = z.strictObject({
  Id: name,
  Arn: z.string(),
  RoleArn: z.string().optional(),
  Input: z.string().optional(),
  InputPath: z.string().optional(),
  InputTransformer: z.strictObject({ InputPathsMap: texts.optional(), InputTemplate: z.string() }).optional(),
  SqsParameters: z.strictObject({ MessageGroupId: z.string().optional() }).optional(),
  KinesisParameters: z.strictObject({ PartitionKeyPath: z.string().max(256) }).optional(),
  EcsParameters: z
    .looseObject({ TaskDefinitionArn: z.string(), TaskCount: z.int().min(1).max(10).optional() })
    .optional(),
  HttpParameters: z
    .strictObject({
      PathParameterValues: z.array(z.string()).optional(),
      HeaderParameters: texts.optional(),
      QueryStringParameters: texts.optional(),
    })
    .optional(),
  DeadLetterConfig: z.strictObject({ Arn: z.string().optional() }).optional(),
  RetryPolicy: z
    .strictObject({
      MaximumRetryAttempts: z.number().int().min(0).max(185).optional(),
      MaximumEventAgeInSeconds: z.number().int().min(60).max(86_400).optional(),
    })
    .optional(),
});
export type Target = z.output<typeof target>;

export const putRule = z.strictObject({
  ...bus,
  Name: name,
  EventPattern: pattern.optional(),
  ScheduleExpression: z.string().max(256, "Member must have length less than or equal to 256").optional(),
  State: z.enum(["ENABLED", "DISABLED", "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"]).default("ENABLED"),
  Description: z.string().max(512).optional(),
  RoleArn: z.string().optional(),
  Tags: z.array(z.looseObject({})).optional(),
});
export type PutRule = z.output<typeof putRule>;

export const ruleReference = z.strictObject({ ...bus, Name: z.string(), Force: z.boolean().optional() });
export const putTargets = z.strictObject({ ...bus, Rule: z.string(), Targets: z.array(target).min(1) });
export const removeTargets = z.strictObject({
  ...bus,
  Rule: z.string(),
  Ids: z.array(z.string()).min(1),
  Force: z.boolean().optional(),
});
export const listRules = z.strictObject({ ...bus, ...page, NamePrefix: z.string().optional() });
export const listTargetsByRule = z.strictObject({ ...bus, ...page, Rule: z.string() });
export const describeEventBus = z.strictObject({ Name: z.string().optional() });
export const listEventBuses = z.strictObject({ ...page, NamePrefix: z.string().optional() });
export const testEventPattern = z.strictObject({ Event: z.string(), EventPattern: pattern });

// AWS looks at no types here: a `detail-type` that is a list was seen to pass.
const given = z.unknown().refine((value) => value !== undefined);

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_TestEventPattern.html */
export const wholeEvent = z.looseObject({
  id: given,
  account: given,
  source: given,
  time: given,
  region: given,
  "detail-type": given,
});

// Numbers are seconds, as the JSON protocol sends times.
const time = z
  .union([
    z.date(),
    z
      .number()
      .transform((seconds) => new Date(seconds * 1000))
      .pipe(z.date()),
    z.coerce.date(),
  ])
  .optional();

export const putEvents = z.strictObject({
  EndpointId: z.never({ error: "global endpoints are not implemented by the local cloud" }).optional(),
  Entries: z
    .array(
      z.strictObject({
        Time: time,
        Source: z.string().optional(),
        Resources: z.array(z.string()).optional(),
        DetailType: z.string().optional(),
        Detail: z.string().optional(),
        EventBusName: z.string().optional(),
        TraceHeader: z.string().optional(),
      }),
    )
    .min(1, "Member must have length greater than or equal to 1")
    .max(10, "Member must have length less than or equal to 10"),
});
export type Entry = z.output<typeof putEvents>["Entries"][number];

/** Not an API of AWS: how the invocation of an API destination passes the permission check of its action. */
export const invokeApiDestination = z.strictObject({
  ApiDestinationArn: z.string(),
  Body: z.string(),
  PathParameterValues: z.array(z.string()),
  HeaderParameters: texts,
  QueryStringParameters: texts,
});
export type InvokeApiDestination = z.output<typeof invokeApiDestination>;
