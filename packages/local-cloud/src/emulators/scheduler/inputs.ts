import { z } from "zod";
import { isTimeZone } from "../../schedules/time-zone.ts";
import { pageToken } from "../parse-input.ts";

// Limits and patterns: https://docs.aws.amazon.com/scheduler/latest/APIReference/API_CreateSchedule.html
const atMost = (length: number) => `Member must have length less than or equal to ${length}`;
const atLeast = (length: number) => `Member must have length greater than or equal to ${length}`;
const matching = (pattern: string) => `Member must satisfy regular expression pattern: ${pattern}`;
const between = (low: number, high: number) =>
  z
    .int()
    .min(low, `Member must have value greater than or equal to ${low}`)
    .max(high, `Member must have value less than or equal to ${high}`);

const name = z
  .string()
  .min(1, atLeast(1))
  .max(64, atMost(64))
  .regex(/^[0-9a-zA-Z-_.]+$/, matching("^[0-9a-zA-Z-_.]+$"));
const clientToken = z
  .string()
  .min(1, atLeast(1))
  .max(64, atMost(64))
  .regex(/^[a-zA-Z0-9-_]+$/, matching("^[a-zA-Z0-9-_]+$"))
  .optional();
/** Seconds on the wire, text of a state machine, or a date of a caller in this process. */
const time = z
  .union([
    z.date(),
    z.number().transform((seconds) => new Date(seconds * 1000)),
    z.iso.datetime({ offset: true }),
  ])
  .pipe(z.coerce.date())
  .optional();

const roleArn = z
  .string()
  .max(1600, atMost(1600))
  .regex(
    /^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@\-/]+$/,
    matching("^arn:aws[a-z-]*:iam::\\d{12}:role\\/[\\w+=,.@\\-\\/]+$"),
  );
// No FIFO queue: its name has a dot.
const queueArn = z
  .string()
  .max(1600, atMost(1600))
  .regex(
    /^arn:aws[a-z-]*:sqs:[a-z0-9-]+:\d{12}:[a-zA-Z0-9\-_]+$/,
    matching("^arn:aws[a-z-]*:sqs:[a-z0-9\\-]+:\\d{12}:[a-zA-Z0-9\\-_]+$"),
  );

export const target = z.strictObject({
  Arn: z.string().min(1, atLeast(1)).max(1600, atMost(1600)),
  RoleArn: roleArn,
  Input: z.string().min(1, atLeast(1)).optional(),
  DeadLetterConfig: z.strictObject({ Arn: queueArn.optional() }).optional(),
  RetryPolicy: z
    .strictObject({
      MaximumEventAgeInSeconds: between(60, 86_400).default(86_400),
      MaximumRetryAttempts: between(0, 185).default(185),
    })
    .default({ MaximumEventAgeInSeconds: 86_400, MaximumRetryAttempts: 185 }),
  SqsParameters: z.strictObject({ MessageGroupId: z.string().min(1).max(128).optional() }).optional(),
  EcsParameters: z
    .looseObject({ TaskDefinitionArn: z.string(), TaskCount: z.int().min(1).max(10).optional() })
    .optional(),
  KinesisParameters: z
    .strictObject({ PartitionKey: z.string().min(1, atLeast(1)).max(256, atMost(256)) })
    .optional(),
  EventBridgeParameters: z
    .strictObject({
      DetailType: z.string().min(1, atLeast(1)).max(128, atMost(128)),
      Source: z
        .string()
        .regex(/^(?=[/.\-_A-Za-z0-9]+$)((?!aws\.).*)$/, matching("(?=[/\\.\\-_A-Za-z0-9]+)((?!aws\\.).*)")),
    })
    .optional(),
});
export type Target = z.output<typeof target>;

const flexibleTimeWindow = z.strictObject({
  Mode: z.enum(["OFF", "FLEXIBLE"], "Member must satisfy enum value set: [OFF, FLEXIBLE]"),
  MaximumWindowInMinutes: between(1, 1440).optional(),
});

/** What a schedule is, in `CreateSchedule` and `UpdateSchedule`; an update replaces all of it. */
const definition = {
  Name: name,
  GroupName: name.default("default"),
  Description: z.string().max(512, atMost(512)).optional(),
  ScheduleExpression: z.string().min(1, atLeast(1)).max(256, atMost(256)),
  ScheduleExpressionTimezone: z
    .string()
    .min(1, atLeast(1))
    .max(50, atMost(50))
    .refine(isTimeZone, "is no time zone of the IANA database")
    .default("UTC"),
  FlexibleTimeWindow: flexibleTimeWindow,
  Target: target,
  State: z
    .enum(["ENABLED", "DISABLED"], "Member must satisfy enum value set: [ENABLED, DISABLED]")
    .default("ENABLED"),
  StartDate: time,
  EndDate: time,
  KmsKeyArn: z.string().min(1).max(2048).optional(),
  ActionAfterCompletion: z
    .enum(["NONE", "DELETE"], "Member must satisfy enum value set: [NONE, DELETE]")
    .default("NONE"),
};
export const schedule = z.strictObject({ ...definition, ClientToken: clientToken });
export type Definition = Omit<z.output<typeof schedule>, "ClientToken">;

export const scheduleReference = z.strictObject({ Name: name, GroupName: name.default("default") });
export const deleteSchedule = scheduleReference.extend({ ClientToken: clientToken });

const page = {
  // Text in the query of a request.
  MaxResults: z.coerce.number().pipe(between(1, 100)).default(100),
  NextToken: pageToken,
};
const prefix = z.string().min(1).max(64).optional();
export const listSchedules = z.strictObject({
  ...page,
  GroupName: name.optional(),
  NamePrefix: prefix,
  State: definition.State.removeDefault().optional(),
});

const tags = z
  .array(z.strictObject({ Key: z.string().min(1).max(128), Value: z.string().min(1).max(256) }))
  .max(200);
export const createGroup = z.strictObject({ Name: name, Tags: tags.optional(), ClientToken: clientToken });
export const groupReference = z.strictObject({ Name: name });
export const deleteGroup = groupReference.extend({ ClientToken: clientToken });
export const listGroups = z.strictObject({ ...page, NamePrefix: prefix });

const ResourceArn = z.string().min(1).max(1011);
export const taggedGroup = z.strictObject({ ResourceArn });
export const tagGroup = z.strictObject({ ResourceArn, Tags: tags });
export const untagGroup = z.strictObject({
  ResourceArn,
  // One alone comes as text in the query of a request.
  TagKeys: z.union([z.array(z.string()), z.string().transform((key) => [key])]),
});
