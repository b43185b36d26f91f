import { AwsError } from "../../core/aws-error.ts";
import { invalid } from "./errors.ts";
import { isRedriveAllowPolicy } from "./redrive-policy.ts";

/** Attributes of a queue by name, every one that has a default included. */
export type QueueAttributes = Readonly<Record<string, string>>;

type Read = (value: string) => string | undefined;

const whole =
  (least: number, most: number): Read =>
  (value) =>
    /^\d{1,10}$/.test(value) && Number(value) >= least && Number(value) <= most
      ? String(Number(value))
      : undefined;
const flag: Read = (value) => /^(true|false)$/i.exec(value)?.[0].toLowerCase();
const oneOf =
  (...values: string[]): Read =>
  (value) =>
    values.find((one) => one === value);
const anything: Read = (value) => value;

interface Rule {
  /** The value as it is kept; undefined for one that AWS refuses. */
  readonly read: Read;
  readonly initially?: string;
  readonly onlyFifo?: true;
  /** An empty text removes it. */
  readonly removable?: true;
}

const fifo = { onlyFifo: true } as const;
const removable = { removable: true } as const;

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html */
const RULES: Record<string, Rule> = {
  DelaySeconds: { read: whole(0, 900), initially: "0" },
  MaximumMessageSize: { read: whole(1024, 1_048_576), initially: "1048576" },
  MessageRetentionPeriod: { read: whole(60, 1_209_600), initially: "345600" },
  ReceiveMessageWaitTimeSeconds: { read: whole(0, 20), initially: "0" },
  VisibilityTimeout: { read: whole(0, 43_200), initially: "30" },
  SqsManagedSseEnabled: { read: flag, initially: "true" },
  FifoQueue: { read: flag, ...fifo },
  ContentBasedDeduplication: { read: flag, initially: "false", ...fifo },
  DeduplicationScope: { read: oneOf("queue", "messageGroup"), initially: "queue", ...fifo },
  FifoThroughputLimit: { read: oneOf("perQueue", "perMessageGroupId"), initially: "perQueue", ...fifo },
  Policy: { read: anything, ...removable },
  RedrivePolicy: { read: anything, ...removable },
  RedriveAllowPolicy: {
    read: (value) => (isRedriveAllowPolicy(value) ? value : undefined),
    ...removable,
  },
  KmsMasterKeyId: { read: anything, ...removable },
  KmsDataKeyReusePeriodSeconds: { read: whole(60, 86_400) },
};

const badName = (message: string) => new AwsError("InvalidAttributeName", message);
const badValue = (name: string, reason = "") =>
  new AwsError("InvalidAttributeValue", `Invalid value for the parameter ${name}.${reason}`);

/** The attribute as given to a queue of that kind; undefined where it is to be removed. */
const readOne = (name: string, value: string, isFifo: boolean): string | undefined => {
  const rule = Object.hasOwn(RULES, name) ? RULES[name]! : undefined;
  if (!rule) throw badName(`Unknown Attribute ${name}.`);
  if (rule.onlyFifo && !isFifo) {
    throw badName(
      /Scope|Limit/.test(name)
        ? `You can specify the ${name} only when FifoQueue is set to true.`
        : `Unknown Attribute ${name}.`,
    );
  }
  if (rule.removable && value === "") return undefined;
  const read = rule.read(value);
  if (read === undefined) throw badValue(name);
  return read;
};

const present = (attributes: Record<string, string | undefined>): QueueAttributes =>
  Object.fromEntries(
    Object.entries(attributes).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );

const checked = (attributes: QueueAttributes): QueueAttributes => {
  if (
    attributes.FifoThroughputLimit === "perMessageGroupId" &&
    attributes.DeduplicationScope !== "messageGroup"
  )
    throw badValue(
      "FifoThroughputLimit",
      " Reason: perMessageGroupId is allowed only when DeduplicationScope is messageGroup.",
    );
  return attributes;
};

/** Attributes after a change. Throws what AWS says to a change it refuses. */
export const changedAttributes = (current: QueueAttributes, given: QueueAttributes): QueueAttributes => {
  const isFifo = current.FifoQueue === "true";
  const changed: Record<string, string | undefined> = { ...current };
  for (const [name, value] of Object.entries(given)) {
    changed[name] = readOne(name, value, isFifo);
    if (name === "FifoQueue" && changed[name] !== "true")
      throw badValue(name, " Reason: Modifying queue type is not supported.");
  }
  if (given.KmsMasterKeyId) {
    if (flag(given.SqsManagedSseEnabled ?? "") === "true")
      throw badName(
        "You can use one type of server-side encryption (SSE) at one time. You can either enable KMS SSE or SQS SSE.",
      );
    changed.SqsManagedSseEnabled = "false";
  } else if (changed.SqsManagedSseEnabled === "true") changed.KmsMasterKeyId = undefined;
  if (!changed.KmsMasterKeyId) changed.KmsDataKeyReusePeriodSeconds = undefined;
  else changed.KmsDataKeyReusePeriodSeconds ??= "300";
  return checked(present(changed));
};

/** Attributes of a new queue: those given, and the defaults. */
export const newAttributes = (given: QueueAttributes): QueueAttributes => {
  const isFifo = flag(given.FifoQueue ?? "") === "true";
  const initially = Object.entries(RULES).flatMap(([name, { initially: value, onlyFifo }]) =>
    value === undefined || (onlyFifo && !isFifo) ? [] : [[name, value] as const],
  );
  return changedAttributes({ ...Object.fromEntries(initially), ...(isFifo && { FifoQueue: "true" }) }, given);
};

/** The first of the given attributes that the queue has another value for. */
export const firstDifference = (current: QueueAttributes, given: QueueAttributes): string | undefined =>
  Object.keys(given).find(
    (name) => readOne(name, given[name]!, current.FifoQueue === "true") !== current[name],
  );

const STANDARD_NAME = /^[\w-]{1,80}$/;
const FIFO_NAME = /^[\w-]{1,75}\.fifo$/;

/** Why no queue can be called so; undefined for a right name. */
export const whyNoQueueName = (name: string, isFifo: boolean): string | undefined => {
  if (isFifo)
    return FIFO_NAME.test(name)
      ? undefined
      : "The name of a FIFO queue can only include alphanumeric characters, hyphens, or underscores, must end with .fifo suffix and be 1 to 80 in length.";
  return STANDARD_NAME.test(name)
    ? undefined
    : "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length.";
};

export const checkQueueName = (name: string, isFifo: boolean): void => {
  const reason = whyNoQueueName(name, isFifo);
  if (reason !== undefined) throw invalid(reason);
};

const COUNTED = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesDelayed"];
const READ_ONLY = [
  ...COUNTED,
  "ApproximateNumberOfMessagesNotVisible",
  "CreatedTimestamp",
  "LastModifiedTimestamp",
  "QueueArn",
];

/** Refuses names that no queue has an attribute of. */
export const checkAttributeNames = (names: readonly string[]): void => {
  const unknown = names.find(
    (name) => name !== "All" && !READ_ONLY.includes(name) && !Object.hasOwn(RULES, name),
  );
  if (unknown !== undefined) throw badName(`Unknown Attribute ${unknown}.`);
};
