import { type Arn, parseArn } from "../../core/arn.ts";
import { isRecord } from "../../core/values.ts";
import { compileFilter, type Filter, type FilterScope } from "./filter.ts";

export type Attributes = Readonly<Record<string, string>>;

/** What the rules of subscription attributes look at. */
export interface Subscriber {
  readonly topicArn: string;
  readonly protocol: string;
  readonly endpoint: string;
}

export const isFifo = (arn: string): boolean => arn.endsWith(".fifo");

const isArnOfA = (service: string, resource: RegExp) => (arn: string) => {
  const parts = parseArn(arn);
  return parts?.service === service && isHome(parts) && resource.test(parts.resource);
};
const isHome = ({ region, account }: Arn) => region !== "" && /^\d{12}$/.test(account);
const isQueue = isArnOfA("sqs", /^[\w-]+(\.fifo)?$/);
const isFunction = isArnOfA("lambda", /^function:[\w-]+(:[\w$-]+)?$/);
const MAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;
const PHONE = /^\+?\d+([-./]?\d+)*$/;

export const readJson = (name: string, text: string): Record<string, unknown> => {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new Error(`${name}: failed to parse JSON. ${(error as Error).message}`);
  }
  if (!isRecord(value)) throw new Error(`${name}: failed to parse JSON. It must be an object`);
  return value;
};

/** Each gives the value as SNS keeps it, undefined for none, or throws an Error with SNS's reason. */
const rules: Record<string, (value: string, subscriber: Subscriber) => string | undefined> = {
  RawMessageDelivery(value, { protocol }) {
    if (protocol !== "sqs")
      throw new Error(`Delivery protocol [${protocol}] does not support raw message delivery.`);
    const raw = value.toLowerCase();
    if (raw === "true" || raw === "false") return raw;
    throw new Error(`RawMessageDelivery: Invalid value [${value}]. Must be true or false.`);
  },
  FilterPolicyScope(value) {
    if (value === "MessageAttributes" || value === "MessageBody") return value;
    throw new Error(
      `FilterPolicyScope: Invalid value [${value}]. Please use either MessageBody or MessageAttributes`,
    );
  },
  FilterPolicy: (value) => (/^\s*(\{\s*\})?\s*$/.test(value) ? undefined : value),
  RedrivePolicy(value, { topicArn, endpoint }) {
    if (value === "") return undefined;
    const target = readJson("RedrivePolicy", value).deadLetterTargetArn;
    if (typeof target !== "string" || !isQueue(target))
      throw new Error("RedrivePolicy: deadLetterTargetArn is an invalid arn");
    if (isFifo(topicArn) && isFifo(endpoint) && !isFifo(target))
      throw new Error("RedrivePolicy: must use a FIFO queue as DLQ for a FIFO Subscription to a FIFO Topic.");
    return value;
  },
  // Of HTTP endpoints alone.
  DeliveryPolicy(value) {
    readJson("DeliveryPolicy", value);
    return value;
  },
  ReplayPolicy() {
    throw new Error("ReplayPolicy: the local cloud does not archive messages, so none can be replayed.");
  },
};

export const isSubscriptionAttribute = (name: string): boolean => Object.hasOwn(rules, name);

/** `given` as SNS keeps it; throws an Error with SNS's reason. Attributes that were unset are undefined. */
export const readAttributes = (
  given: Attributes,
  subscriber: Subscriber,
): Record<string, string | undefined> =>
  Object.fromEntries(
    Object.entries(given).map(([name, value]) => {
      if (!isSubscriptionAttribute(name)) throw new Error(`Unknown attribute ${name}`);
      return [name, rules[name]!(value, subscriber)];
    }),
  );

export const filterOf = ({ FilterPolicy, FilterPolicyScope }: Record<string, string | undefined>): Filter =>
  compileFilter(FilterPolicy, (FilterPolicyScope ?? "MessageAttributes") as FilterScope);

const notEmulated = new Set(["http", "https", "email-json", "application", "firehose"]);

/** Why nothing can subscribe like this, as SNS says after `Invalid `; undefined when it can. */
export const whyNoSubscriber = ({ topicArn, protocol, endpoint }: Subscriber): string | undefined => {
  if (notEmulated.has(protocol))
    return `parameter: Protocol Reason: the local cloud delivers to sqs, lambda, sms and email, not to ${protocol}`;
  if (!["sqs", "lambda", "sms", "email"].includes(protocol))
    return `parameter: Amazon SNS does not support this protocol string: ${protocol}`;
  if (isFifo(topicArn) && protocol !== "sqs") return `parameter: Invalid protocol type: ${protocol}`;
  if (protocol === "sqs" && !isQueue(endpoint)) return "parameter: SQS endpoint ARN";
  if (protocol === "lambda" && !isFunction(endpoint)) return "parameter: Lambda endpoint ARN";
  if (protocol === "sms" && !PHONE.test(endpoint)) return `SMS endpoint: ${endpoint}`;
  if (protocol === "email" && !MAIL.test(endpoint)) return "parameter: Email address";
  if (isFifo(endpoint) && !isFifo(topicArn))
    return "parameter: Invalid parameter: Endpoint Reason: FIFO SQS Queues can not be subscribed to standard SNS topics";
  return undefined;
};
