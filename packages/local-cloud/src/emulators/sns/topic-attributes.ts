import { parseArn } from "../../core/arn.ts";
import { isRecord } from "../../core/values.ts";
import type { PolicyDocument } from "../../iam/resource-policies.ts";
import { invalid } from "./errors.ts";
import { readJson } from "./subscription-attributes.ts";

export const MAX_MESSAGE_BYTES = 262_144;

/** A name ends with `.fifo` where the topic is one. */
export const isTopicName = (name: string, fifo: boolean): boolean =>
  name.length <= 256 && (fifo ? /^[\w-]+\.fifo$/ : /^[\w-]+$/).test(name);

/** https://docs.aws.amazon.com/sns/latest/api/API_SetTopicAttributes.html, MaximumMessageSize. */
export const checkLargeMessages = (
  size: string | undefined,
  subscribers: readonly { readonly protocol: string }[],
): void => {
  if (Number(size ?? 0) <= MAX_MESSAGE_BYTES) return;
  if (subscribers.length <= 100 && subscribers.every(({ protocol }) => protocol !== "sms")) return;
  throw invalid(
    "MaximumMessageSize Reason: above 256 KiB a topic has at most 100 subscriptions, of queues and functions alone",
  );
};

const oneOf = (name: string, value: string, values: readonly string[]): string => {
  if (values.includes(value)) return value;
  throw new Error(`${name}: Invalid value [${value}]. Must be ${values.join(" or ")}.`);
};
const forFifo = (name: string, fifo: boolean) => {
  if (!fifo) throw new Error(`${name}: can only be set for FIFO topics`);
};

/** Each gives the value as SNS keeps it, undefined for none, or throws an Error with the reason. */
const rules: Record<string, (value: string, fifo: boolean) => string | undefined> = {
  DisplayName(value) {
    if (value.length > 100) throw new Error("DisplayName: longer than 100 characters");
    return value;
  },
  Policy: (value) => value || undefined,
  DeliveryPolicy: (value) => (value === "" ? undefined : JSON.stringify(readDeliveryPolicy(value))),
  KmsMasterKeyId: (value) => value || undefined,
  SignatureVersion: (value) => oneOf("SignatureVersion", value, ["1", "2"]),
  TracingConfig: (value, fifo) =>
    oneOf("TracingConfig", value, fifo ? ["PassThrough"] : ["PassThrough", "Active"]),
  MaximumMessageSize(value) {
    if (/^\d+$/.test(value) && Number(value) >= 1024 && Number(value) <= 1_048_576) return value;
    throw new Error(`MaximumMessageSize: Invalid value [${value}]. Must be between 1024 and 1048576.`);
  },
  ContentBasedDeduplication(value, fifo) {
    forFifo("ContentBasedDeduplication", fifo);
    return oneOf("ContentBasedDeduplication", value.toLowerCase(), ["true", "false"]);
  },
  FifoThroughputScope(value, fifo) {
    forFifo("FifoThroughputScope", fifo);
    return oneOf("FifoThroughputScope", value, ["Topic", "MessageGroup"]);
  },
  ArchivePolicy() {
    throw new Error("ArchivePolicy: the local cloud does not archive messages.");
  },
};
// Logs of deliveries, which the journal shows.
const FEEDBACK = /^(HTTP|Firehose|Lambda|Application|SQS)(Success|Failure)Feedback(RoleArn|SampleRate)$/;

export const isTopicAttribute = (name: string): boolean => Object.hasOwn(rules, name) || FEEDBACK.test(name);

/** `given` as SNS keeps it, undefined for what is to have no value; throws an Error with the reason. */
export const readTopicAttributes = (
  given: Readonly<Record<string, string>>,
  fifo: boolean,
): Record<string, string | undefined> =>
  Object.fromEntries(
    Object.entries(given).map(([name, value]) => {
      if (!isTopicAttribute(name)) throw new Error(`Unknown attribute ${name}`);
      return [name, FEEDBACK.test(name) ? value : rules[name]!(value, fifo)];
    }),
  );

/** https://docs.aws.amazon.com/sns/latest/dg/sns-message-delivery-retries.html */
const RETRIES = {
  minDelayTarget: 20,
  maxDelayTarget: 20,
  numRetries: 3,
  numMaxDelayRetries: 0,
  numNoDelayRetries: 0,
  numMinDelayRetries: 0,
  backoffFunction: "linear",
};
const REQUEST = { headerContentType: "text/plain; charset=UTF-8" };

const readDeliveryPolicy = (text: string) => {
  const { http } = readJson("DeliveryPolicy", text);
  const given = Object.entries(isRecord(http) ? http : {}).filter(([, value]) => value !== null);
  return { http: { disableSubscriptionOverrides: false, ...Object.fromEntries(given) } };
};

const effectiveDeliveryPolicy = (text: string | undefined) => {
  const http: Record<string, unknown> = text === undefined ? {} : readDeliveryPolicy(text).http;
  const merged = (defaults: object, given: unknown) => ({ ...defaults, ...(isRecord(given) ? given : {}) });
  return {
    http: {
      defaultHealthyRetryPolicy: merged(RETRIES, http.defaultHealthyRetryPolicy),
      disableSubscriptionOverrides: http.disableSubscriptionOverrides ?? false,
      defaultRequestPolicy: merged(REQUEST, http.defaultRequestPolicy),
    },
  };
};

const OWNER_ACTIONS =
  "GetTopicAttributes SetTopicAttributes AddPermission RemovePermission DeleteTopic Subscribe ListSubscriptionsByTopic Publish".split(
    " ",
  );
export const isTopicAction = (name: string): boolean => OWNER_ACTIONS.includes(name);

export const defaultPolicy = (topicArn: string): PolicyDocument => ({
  Version: "2008-10-17",
  Id: "__default_policy_ID",
  Statement: [
    {
      Sid: "__default_statement_ID",
      Effect: "Allow",
      Principal: { AWS: "*" },
      Action: OWNER_ACTIONS.map((name) => `SNS:${name}`),
      Resource: topicArn,
      Condition: { StringEquals: { "AWS:SourceOwner": parseArn(topicArn)?.account } },
    },
  ],
});

/** What a topic has that was given no attributes. */
export const topicDefaults = (
  arn: string,
  attributes: Readonly<Record<string, string>>,
  fifo: boolean,
): Record<string, string> => ({
  DisplayName: "",
  Policy: JSON.stringify(defaultPolicy(arn)),
  EffectiveDeliveryPolicy: JSON.stringify(effectiveDeliveryPolicy(attributes.DeliveryPolicy)),
  ...(fifo && { FifoTopic: "true", ContentBasedDeduplication: "false" }),
});
