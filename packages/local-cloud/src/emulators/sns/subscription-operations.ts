import { randomUUID } from "node:crypto";
import { z } from "zod";
import { accountRoot } from "../../core/arn.ts";
import { AwsError } from "../../core/aws-error.ts";
import type { Caller, Cloud } from "../../core/cloud.ts";
import type { SnsOperations } from "./api.ts";
import type { CalledAttributes } from "./called-attributes.ts";
import { invalid, parse } from "./errors.ts";
import { pageOf, pageToken } from "./page.ts";
import { isSubscriptionAttribute, readAttributes, whyNoSubscriber } from "./subscription-attributes.ts";
import { attributeMap, inAttributes, refusing } from "./topic-operations.ts";
import { SUBSCRIPTION_DEFAULTS, type Subscription, type Topics } from "./topics.ts";

const subscribeInput = z.object({
  TopicArn: z.string(),
  Protocol: z.string(),
  Endpoint: z.string(),
  Attributes: attributeMap,
});
const ofSubscription = z.object({ SubscriptionArn: z.string() });
const setInput = ofSubscription.extend({
  AttributeName: z.string(),
  AttributeValue: z.string().default(""),
});
const ofTopicPage = pageToken.extend({ TopicArn: z.string() });
const confirmInput = z.object({ TopicArn: z.string(), Token: z.string() });

const SUBSCRIPTION = "aws:sns/topicSubscription:TopicSubscription";

/** Operations on subscriptions. */
export const subscriptionOperations = (
  cloud: Cloud,
  topics: Topics,
  called: CalledAttributes,
): SnsOperations => {
  const principalOf = ({ principal }: Caller) =>
    principal.kind === "role" ? principal.arn : accountRoot(cloud.accountId);
  const summary = ({ arn, topicArn: TopicArn, protocol, endpoint }: Subscription) => ({
    SubscriptionArn: arn,
    Owner: cloud.accountId,
    Protocol: protocol,
    Endpoint: endpoint,
    TopicArn,
  });

  return {
    Subscribe(input, caller) {
      const { TopicArn, Protocol, Endpoint, Attributes } = parse(subscribeInput, input);
      const topic = topics.find(TopicArn);
      const subscriber = { topicArn: TopicArn, protocol: Protocol, endpoint: Endpoint };
      const refusal = whyNoSubscriber(subscriber);
      if (refusal !== undefined) throw new AwsError("InvalidParameter", `Invalid ${refusal}`);
      const arn = `${TopicArn}:${randomUUID()}`;
      const subscription = inAttributes(() =>
        topics.attach(topic, {
          ...subscriber,
          arn,
          principal: principalOf(caller),
          attributes: readAttributes(Attributes || {}, subscriber),
        }),
      );
      if (subscription.arn === arn) {
        const inputs = { topic: TopicArn, protocol: Protocol, endpoint: Endpoint };
        cloud.made.note(SUBSCRIPTION, arn, inputs, { arn });
        called.ofSubscription(subscription);
      }
      return { SubscriptionArn: subscription.arn };
    },
    /** Only endpoints that are not emulated confirm, so no token was ever given out. */
    ConfirmSubscription(input) {
      const { Token } = parse(confirmInput, input);
      if (!/^[0-9a-f]{256,}$/.test(Token)) throw new AwsError("InvalidParameter", "Invalid token");
      throw invalid("Token");
    },
    Unsubscribe(input) {
      const { SubscriptionArn } = parse(ofSubscription, input);
      topics.detach(SubscriptionArn);
      cloud.made.forget(SUBSCRIPTION, SubscriptionArn);
      called.forget(SubscriptionArn);
      return {};
    },
    ListSubscriptions(input) {
      const { page, ...more } = pageOf([...topics.subscriptions()], parse(pageToken, input));
      return { Subscriptions: page.map(summary), ...more };
    },
    ListSubscriptionsByTopic(input) {
      const { TopicArn, ...token } = parse(ofTopicPage, input);
      const { page, ...more } = pageOf(topics.find(TopicArn).subscriptions, token);
      return { Subscriptions: page.map(summary), ...more };
    },
    GetSubscriptionAttributes(input) {
      const subscription = topics.findSubscription(parse(ofSubscription, input).SubscriptionArn);
      const { FilterPolicyScope = SUBSCRIPTION_DEFAULTS.FilterPolicyScope, ...attributes } =
        subscription.attributes;
      return {
        Attributes: {
          ...summary(subscription),
          SubscriptionPrincipal: subscription.principal,
          ConfirmationWasAuthenticated: "true",
          PendingConfirmation: "false",
          RawMessageDelivery: SUBSCRIPTION_DEFAULTS.RawMessageDelivery,
          ...attributes,
          ...(attributes.FilterPolicy !== undefined && { FilterPolicyScope }),
        },
      };
    },
    SetSubscriptionAttributes(input) {
      const { SubscriptionArn, AttributeName, AttributeValue } = parse(setInput, input);
      const subscription = topics.findSubscription(SubscriptionArn);
      if (!isSubscriptionAttribute(AttributeName)) throw invalid("AttributeName");
      refusing(() =>
        topics.change(subscription, readAttributes({ [AttributeName]: AttributeValue }, subscription)),
      );
      called.ofSubscription(subscription);
      return {};
    },
  };
};
