import { z } from "zod";
import { pairs, texts } from "../../state/shapes.ts";
import type { State } from "../../state/state.ts";
import type { Subscription, Topic, Topics } from "./topics.ts";

/** What calls made of the attributes of topics and subscriptions; it outlasts the process. */
export interface CalledAttributes {
  ofTopic(topic: Topic): void;
  ofSubscription(subscription: Subscription): void;
  /** The topic or subscription is gone, or the config says something else of it now. */
  forget(arn: string): void;
  /** Takes up what the run before left; a topic has its policy attached by whoever is told of it. */
  restore(topics: Topics, changed: (topic: Topic) => void): void;
}

interface KeptTopic {
  readonly attributes: Topic["attributes"];
  readonly tags: [key: string, value: string][];
}
const topicToKept = ({ attributes, tags }: Topic): KeptTopic => ({ attributes, tags: [...tags] });

type KeptSubscription = Pick<Subscription, "principal" | "attributes">;
const subscriptionToKept = ({ principal, attributes }: Subscription): KeptSubscription => ({
  principal,
  attributes,
});

export const createCalledAttributes = (state: State): CalledAttributes => {
  const topics = state.records("sns/topics", z.object({ attributes: texts, tags: pairs }), topicToKept);
  const subscriptions = state.records(
    "sns/subscriptions",
    z.looseObject({ attributes: texts }),
    subscriptionToKept,
  );
  // What is kept is read from the file, which has what is forgotten a little longer.
  const forgotten = new Set<string>();
  return {
    ofTopic: (topic) => topics.put(topic.arn, topic),
    ofSubscription: (subscription) => subscriptions.put(subscription.arn, subscription),
    forget(arn) {
      forgotten.add(arn);
      topics.delete(arn);
      subscriptions.delete(arn);
    },
    restore(all, changed) {
      for (const [arn, { attributes, tags }] of topics.read()) {
        if (forgotten.has(arn)) continue;
        if (!all.has(arn)) {
          topics.delete(arn);
          continue;
        }
        const topic = all.find(arn);
        for (const name of Object.keys(topic.attributes)) delete topic.attributes[name];
        Object.assign(topic.attributes, attributes);
        topic.tags.clear();
        for (const [key, value] of tags) topic.tags.set(key, value);
        changed(topic);
      }
      const known = new Map([...all.subscriptions()].map((subscription) => [subscription.arn, subscription]));
      for (const [arn, { attributes, principal }] of subscriptions.read()) {
        if (forgotten.has(arn)) continue;
        const subscription = known.get(arn);
        if (!subscription) subscriptions.delete(arn);
        else {
          subscription.principal = principal;
          subscription.attributes = {};
          all.change(subscription, attributes);
        }
      }
    },
  };
};
