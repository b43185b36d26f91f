import { AwsError } from "../../core/aws-error.ts";
import { invalidValue } from "./errors.ts";
import { problemOfRedriveAllowPolicy, problemOfRedrivePolicy } from "./redrive-policy.ts";

export type Attributes = Readonly<Record<string, string>>;
/** As SQS keeps them; undefined for what is to have no value. */
type Read = Record<string, string | undefined>;

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html */
export const RANGES = {
  DelaySeconds: [0, 900],
  MaximumMessageSize: [1024, 1_048_576],
  MessageRetentionPeriod: [60, 1_209_600],
  ReceiveMessageWaitTimeSeconds: [0, 20],
  VisibilityTimeout: [0, 43_200],
  KmsDataKeyReusePeriodSeconds: [60, 86_400],
} as const;

const STANDARD: Attributes = {
  DelaySeconds: "0",
  MaximumMessageSize: "1048576",
  MessageRetentionPeriod: "345600",
  ReceiveMessageWaitTimeSeconds: "0",
  SqsManagedSseEnabled: "true",
  VisibilityTimeout: "30",
};
const FIFO: Attributes = {
  ...STANDARD,
  FifoQueue: "true",
  ContentBasedDeduplication: "false",
  DeduplicationScope: "queue",
  FifoThroughputLimit: "perQueue",
};
export const defaultsOf = (fifo: boolean): Attributes => (fifo ? FIFO : STANDARD);

/** A name ends with `.fifo` where the queue is one, and only there. */
export const isQueueName = (name: string, fifo: boolean): boolean =>
  name.length <= 80 && (fifo ? /^[\w-]+\.fifo$/ : /^[\w-]+$/).test(name);

const unknown = (name: string) => new AwsError("InvalidAttributeName", `Unknown Attribute ${name}.`);
const invalidAttribute = (name: string, reason?: string) =>
  new AwsError(
    "InvalidAttributeValue",
    `Invalid value for the parameter ${name}.${reason ? ` Reason: ${reason}` : ""}`,
  );

const oneOf = (name: string, value: string, values: readonly string[]) => {
  if (values.includes(value)) return value;
  throw invalidAttribute(name);
};
const boolean = (name: string, value: string) => oneOf(name, value.toLowerCase(), ["true", "false"]);
const orNone = (name: string, value: string, problemOf: (text: string) => string | undefined) => {
  const problem = value === "" ? undefined : problemOf(value);
  if (problem) throw invalidValue(value, name, problem);
  return value || undefined;
};
const onlyFifo = (name: string, fifo: boolean) => {
  if (fifo) return;
  throw new AwsError(
    "InvalidAttributeName",
    `You can specify the ${name} only when FifoQueue is set to true.`,
  );
};

const rules: Record<string, (value: string, fifo: boolean) => string | undefined> = {
  ...Object.fromEntries(
    Object.entries(RANGES).map(([name, [min, max]]) => [
      name,
      (value: string) => {
        if (/^\d{1,9}$/.test(value) && Number(value) >= min && Number(value) <= max)
          return String(Number(value));
        throw invalidAttribute(name);
      },
    ]),
  ),
  Policy: (value) => value || undefined,
  RedrivePolicy: (value) => orNone("RedrivePolicy", value, problemOfRedrivePolicy),
  RedriveAllowPolicy: (value) => orNone("RedriveAllowPolicy", value, problemOfRedriveAllowPolicy),
  KmsMasterKeyId: (value) => value || undefined,
  SqsManagedSseEnabled: (value) => boolean("SqsManagedSseEnabled", value),
  FifoQueue(value, fifo) {
    if (!fifo) throw unknown("FifoQueue");
    if (boolean("FifoQueue", value) === "true") return "true";
    throw invalidAttribute("FifoQueue", "Modifying queue type is not supported.");
  },
  ContentBasedDeduplication(value, fifo) {
    if (!fifo) throw unknown("ContentBasedDeduplication");
    return boolean("ContentBasedDeduplication", value);
  },
  DeduplicationScope(value, fifo) {
    onlyFifo("DeduplicationScope", fifo);
    return oneOf("DeduplicationScope", value, ["messageGroup", "queue"]);
  },
  FifoThroughputLimit(value, fifo) {
    onlyFifo("FifoThroughputLimit", fifo);
    return oneOf("FifoThroughputLimit", value, ["perQueue", "perMessageGroupId"]);
  },
};

const COMPUTED = [
  "ApproximateNumberOfMessages",
  "ApproximateNumberOfMessagesDelayed",
  "ApproximateNumberOfMessagesNotVisible",
  "CreatedTimestamp",
  "LastModifiedTimestamp",
  "QueueArn",
];

/** The attributes that were asked for by name; throws for what is no name of an attribute. */
export const attributeNames = (names: readonly string[]): readonly string[] => {
  if (names.includes("All")) return [...COMPUTED, ...Object.keys(rules)];
  for (const name of names) if (!Object.hasOwn(rules, name) && !COMPUTED.includes(name)) throw unknown(name);
  return names;
};

/** `given` as SQS keeps it, beside the attributes the queue has already; throws what SQS answers to wrong ones. */
export const readQueueAttributes = (given: Attributes, fifo: boolean, present: Attributes): Read => {
  const read: Read = {};
  for (const [name, value] of Object.entries(given)) {
    if (!Object.hasOwn(rules, name)) throw unknown(name);
    read[name] = rules[name]!(value, fifo);
  }
  if (read.KmsMasterKeyId && read.SqsManagedSseEnabled === "true")
    throw new AwsError(
      "InvalidAttributeName",
      "You can use one type of server-side encryption (SSE) at one time. You can either enable KMS SSE or SQS SSE.",
    );
  if (read.KmsMasterKeyId) read.SqsManagedSseEnabled = "false";
  else if (read.SqsManagedSseEnabled === "true") read.KmsMasterKeyId = undefined;
  const { DeduplicationScope, FifoThroughputLimit } = { ...present, ...read };
  if (FifoThroughputLimit === "perMessageGroupId" && DeduplicationScope !== "messageGroup")
    throw invalidAttribute(
      "FifoThroughputLimit",
      "The perMessageGroupId value is allowed only when the value for DeduplicationScope is messageGroup.",
    );
  return read;
};
