import { parseArn } from "../../core/arn.ts";
import { AwsError } from "../../core/aws-error.ts";
import type { Account } from "../../core/resource-type.ts";
import { checkArn, invalid, notFound } from "./errors.ts";
import type { Filter } from "./filter.ts";
import { filterOf, isFifo, type Subscriber } from "./subscription-attributes.ts";
import { checkLargeMessages } from "./topic-attributes.ts";

/** What a publication answers. */
export interface Published {
  readonly MessageId: string;
  readonly SequenceNumber?: string;
}

/** What a publication was answered, and how long its like is answered the same. */
export interface Duplicate {
  readonly answer: Published;
  readonly until: number;
}

export interface Topic {
  readonly arn: string;
  readonly fifo: boolean;
  /** Only those that were given; `topicDefaults` has the others. */
  readonly attributes: Record<string, string>;
  readonly tags: Map<string, string>;
  readonly subscriptions: Subscription[];
  /** Publications of the last five minutes by deduplication scope and id, oldest first. */
  readonly recent: Map<string, Duplicate>;
}

export interface Subscription extends Subscriber {
  readonly arn: string;
  /** ARN of who subscribed. */
  principal: string;
  attributes: Record<string, string>;
  wants: Filter;
}

/** Attributes as they were given; those that shall have no value are undefined. */
type Unset = Readonly<Record<string, string | undefined>>;
type SubscriptionDraft = Omit<Subscription, "wants" | "attributes"> & { readonly attributes: Unset };

export const SUBSCRIPTION_DEFAULTS = {
  RawMessageDelivery: "false",
  FilterPolicyScope: "MessageAttributes",
};

export const isPartOf = (given: Unset, known: Unset): boolean =>
  Object.entries(given).every(([name, value]) => known[name] === value);

export const withoutUnset = (attributes: Unset): Record<string, string> =>
  Object.fromEntries(
    Object.entries(attributes).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );

export interface Topics {
  all(): Iterable<Topic>;
  /** Throws `InvalidParameter` for what is no ARN, and what the SDK calls `NotFoundException`. */
  find(arn: string, parameter?: string): Topic;
  has(arn: string): boolean;
  add(arn: string, attributes: Record<string, string>, tags: Readonly<Record<string, string>>): Topic;
  delete(arn: string): void;
  /** Also those of deleted topics. */
  subscriptions(): Iterable<Subscription>;
  findSubscription(arn: string): Subscription;
  /** The subscription of this endpoint; the one that is there already when it has these attributes. */
  attach(topic: Topic, draft: SubscriptionDraft): Subscription;
  detach(arn: string): void;
  change(subscription: Subscription, attributes: Unset): void;
}

/** https://docs.aws.amazon.com/general/latest/gr/sns.html */
const MAX_FIFO_SUBSCRIPTIONS = 100;
const MAX_FILTERS = 200;

const checkFilters = ({ subscriptions }: Topic, { FilterPolicy }: Readonly<Record<string, string>>) => {
  if (FilterPolicy === undefined) return;
  if (subscriptions.filter(({ attributes }) => attributes.FilterPolicy !== undefined).length < MAX_FILTERS)
    return;
  throw new AwsError("FilterPolicyLimitExceeded", "Filter policy limit exceeded", { status: 403 });
};

export const createTopics = (account: Account): Topics => {
  const topics = new Map<string, Topic>();
  const subscriptions = new Map<string, Subscription>();

  return {
    all: () => topics.values(),
    has: (arn) => topics.has(arn),
    find(arn, parameter = "TopicArn") {
      const topic = topics.get(arn);
      if (topic) return topic;
      checkArn(arn, parameter, account);
      throw notFound("Topic");
    },
    add(arn, attributes, tags) {
      const topic: Topic = {
        arn,
        fifo: isFifo(arn),
        attributes,
        tags: new Map(Object.entries(tags)),
        subscriptions: [],
        recent: new Map(),
      };
      topics.set(arn, topic);
      return topic;
    },
    delete: (arn) => void topics.delete(checkArn(arn, "TopicArn", account)),
    subscriptions: () => subscriptions.values(),
    findSubscription(arn) {
      const subscription = subscriptions.get(arn);
      if (subscription) return subscription;
      checkArn(arn, "SubscriptionArn", account);
      throw notFound("Subscription");
    },
    attach(topic, { attributes, ...draft }) {
      const known = topic.subscriptions.find(
        ({ protocol, endpoint }) => protocol === draft.protocol && endpoint === draft.endpoint,
      );
      if (known) {
        if (!isPartOf(attributes, { ...SUBSCRIPTION_DEFAULTS, ...known.attributes }))
          throw new Error("Subscription already exists with different attributes");
        return known;
      }
      if (topic.fifo && topic.subscriptions.length >= MAX_FIFO_SUBSCRIPTIONS)
        throw new AwsError("SubscriptionLimitExceeded", "Subscription limit exceeded", { status: 403 });
      checkLargeMessages(topic.attributes.MaximumMessageSize, [...topic.subscriptions, draft]);
      const set = withoutUnset(attributes);
      checkFilters(topic, set);
      const subscription = { ...draft, attributes: set, wants: filterOf(set) };
      topic.subscriptions.push(subscription);
      subscriptions.set(subscription.arn, subscription);
      return subscription;
    },
    detach(arn) {
      // A topic's ARN, of any region.
      const { service, kind } = parseArn(arn) ?? {};
      if (service === "sns" && kind === "") throw invalid("SubscriptionId");
      const subscription = subscriptions.get(checkArn(arn, "SubscriptionArn", account));
      if (!subscription) return;
      subscriptions.delete(arn);
      const list = topics.get(subscription.topicArn)?.subscriptions ?? [];
      const index = list.indexOf(subscription);
      if (index >= 0) list.splice(index, 1);
    },
    change(subscription, changed) {
      const attributes = withoutUnset({ ...subscription.attributes, ...changed });
      const topic = topics.get(subscription.topicArn);
      if (topic && subscription.attributes.FilterPolicy === undefined) checkFilters(topic, attributes);
      subscription.wants = filterOf(attributes);
      subscription.attributes = attributes;
    },
  };
};
