import { z } from "zod";

const longest = (length: number) => `Member must have length less than or equal to ${length}`;
const name = (length: number) =>
  z
    .string()
    .regex(/^[.\-_A-Za-z0-9]+$/, "Member must satisfy regular expression pattern: [\\.\\-_A-Za-z0-9]+")
    .max(length, longest(length));
const arn = z.string().min(1, "Member must have length greater than or equal to 1").max(1600, longest(1600));
const archiveName = name(48);
const replayName = name(64);
const description = z.string().max(512, longest(512)).optional();
const settings = {
  Description: description,
  EventPattern: z.string().max(4096, longest(4096)).optional(),
  RetentionDays: z
    .int()
    .min(0, "Member must have value greater than or equal to 0")
    .max(2 ** 31 - 1)
    .optional(),
};
// Numbers are seconds, as the JSON protocol sends times.
const time = z.union([
  z.date(),
  z
    .number()
    .transform((seconds) => new Date(seconds * 1000))
    .pipe(z.date()),
]);
const page = {
  Limit: z
    .int()
    .min(1, "Member must have value greater than or equal to 1")
    .max(100, "Member must have value less than or equal to 100")
    .optional(),
  NextToken: z.string().optional(),
};

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_CreateArchive.html */
export const createArchive = z.strictObject({
  ArchiveName: archiveName,
  EventSourceArn: arn,
  ...settings,
  // Nothing is encrypted here.
  KmsKeyIdentifier: z.string().max(2048, longest(2048)).optional(),
});
export type CreateArchive = z.output<typeof createArchive>;

export const updateArchive = createArchive.omit({ EventSourceArn: true });
export type UpdateArchive = z.output<typeof updateArchive>;

export const archiveReference = z.strictObject({ ArchiveName: archiveName });
export const listArchives = z.strictObject({
  ...page,
  NamePrefix: archiveName.optional(),
  EventSourceArn: arn.optional(),
  State: z.enum(["ENABLED", "DISABLED", "CREATING", "UPDATING", "CREATE_FAILED", "UPDATE_FAILED"]).optional(),
});

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_StartReplay.html */
export const startReplay = z.strictObject({
  ReplayName: replayName,
  Description: description,
  EventSourceArn: arn,
  EventStartTime: time,
  EventEndTime: time,
  Destination: z.strictObject({ Arn: arn, FilterArns: z.array(arn).optional() }),
});
export type StartReplay = z.output<typeof startReplay>;

export const replayReference = z.strictObject({ ReplayName: replayName });
export const listReplays = z.strictObject({
  ...page,
  NamePrefix: replayName.optional(),
  EventSourceArn: arn.optional(),
  State: z.enum(["STARTING", "RUNNING", "CANCELLING", "COMPLETED", "CANCELLED", "FAILED"]).optional(),
});
