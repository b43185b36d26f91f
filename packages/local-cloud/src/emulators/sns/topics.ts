import { AwsError } from "../../core/aws-error.ts";
import { compileFilter, type Filterable, type FilterScope } from "./filter.ts";

export interface Topic {
  readonly arn: string;
  readonly name: string;
  readonly attributes: Record<string, string>;
  readonly tags: Map<string, string>;
  readonly subscriptions: Subscription[];
}

export interface Subscription {
  readonly arn: string;
  readonly topicArn: string;
  readonly protocol: string;
  readonly endpoint: string;
  attributes: Record<string, string>;
  wants(message: Filterable): boolean;
}

export const isFifo = ({ name }: Pick<Topic, "name">): boolean => name.endsWith(".fifo");

export interface Topics {
  all(): Iterable<Topic>;
  /** Throws what the SDK calls `NotFoundException`. */
  find(arn: unknown): Topic;
  findSubscription(arn: unknown): Subscription;
  create(arn: string, attributes: Record<string, string>, tags?: Record<string, string>): Topic;
  delete(arn: string): void;
  /** The subscription of this endpoint; the one that is there already when it is the same. */
  subscribe(subscription: Omit<Subscription, "wants">): Subscription;
  unsubscribe(arn: string): void;
  change(subscription: Subscription, attributes: Record<string, string>): void;
}

const protocols = new Set(["sqs", "lambda", "sms"]);

const filterOf = ({ FilterPolicy, FilterPolicyScope }: Record<string, string>) =>
  compileFilter(FilterPolicy, (FilterPolicyScope ?? "MessageAttributes") as FilterScope);

export const createTopics = (): Topics => {
  const topics = new Map<string, Topic>();
  const subscriptions = new Map<string, Subscription>();
  const notFound = (what: string) => new AwsError("NotFound", `${what} does not exist`, { status: 404 });

  const store: Topics = {
    all: () => topics.values(),
    find(arn) {
      const topic = typeof arn === "string" ? topics.get(arn) : undefined;
      if (!topic) throw notFound("Topic");
      return topic;
    },
    findSubscription(arn) {
      const subscription = typeof arn === "string" ? subscriptions.get(arn) : undefined;
      if (!subscription) throw notFound("Subscription");
      return subscription;
    },
    create(arn, attributes, tags = {}) {
      const known = topics.get(arn);
      if (known) return known;
      const name = arn.slice(arn.lastIndexOf(":") + 1);
      const topic = { arn, name, attributes, tags: new Map(Object.entries(tags)), subscriptions: [] };
      topics.set(arn, topic);
      return topic;
    },
    delete(arn) {
      for (const subscription of topics.get(arn)?.subscriptions ?? []) subscriptions.delete(subscription.arn);
      topics.delete(arn);
    },
    subscribe(draft) {
      const topic = store.find(draft.topicArn);
      if (!protocols.has(draft.protocol)) {
        throw new AwsError(
          "InvalidParameter",
          `Invalid parameter: Protocol ${draft.protocol} is not implemented by the local cloud; it has ${[...protocols].join(", ")}.`,
        );
      }
      if (isFifo(topic) && draft.protocol !== "sqs") {
        throw new AwsError("InvalidParameter", "Invalid parameter: Invalid protocol type for a FIFO topic.");
      }
      const same = topic.subscriptions.find(
        ({ protocol, endpoint }) => protocol === draft.protocol && endpoint === draft.endpoint,
      );
      if (same) return same;
      const subscription = { ...draft, wants: filterOf(draft.attributes) };
      topic.subscriptions.push(subscription);
      subscriptions.set(subscription.arn, subscription);
      return subscription;
    },
    unsubscribe(arn) {
      const subscription = subscriptions.get(arn);
      if (!subscription) return;
      subscriptions.delete(arn);
      const { subscriptions: list } = store.find(subscription.topicArn);
      list.splice(list.indexOf(subscription), 1);
    },
    change(subscription, attributes) {
      const changed = { ...subscription.attributes, ...attributes };
      subscription.wants = filterOf(changed);
      subscription.attributes = changed;
    },
  };
  return store;
};
