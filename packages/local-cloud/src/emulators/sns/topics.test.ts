import { afterEach, beforeEach, expect, test } from "vitest";
import { ACCOUNT, queueArn, type SnsFixture, startSns } from "./sns.fixture.ts";

type Attributes = Record<string, string>;
let sns: SnsFixture;

beforeEach(async () => {
  sns = await startSns();
});
afterEach(() => sns.stop());

const create = async (Name: string, more: object = {}) =>
  (await sns.call<{ TopicArn: string }>("CreateTopic", { Name, ...more })).TopicArn;
const attributesOf = async (TopicArn: string) =>
  (await sns.call<{ Attributes: Attributes }>("GetTopicAttributes", { TopicArn })).Attributes;
const set = (TopicArn: string, AttributeName: string, AttributeValue: string) =>
  sns.call("SetTopicAttributes", { TopicArn, AttributeName, AttributeValue });
const subscribe = async (TopicArn: string, Endpoint: string, Attributes: Attributes = {}) =>
  (
    await sns.call<{ SubscriptionArn: string }>("Subscribe", {
      TopicArn,
      Protocol: "sqs",
      Endpoint,
      Attributes,
    })
  ).SubscriptionArn;
const subscriptionOf = async (SubscriptionArn: string) =>
  (await sns.call<{ Attributes: Attributes }>("GetSubscriptionAttributes", { SubscriptionArn })).Attributes;
const change = (SubscriptionArn: string, AttributeName: string, AttributeValue: string) =>
  sns.call("SetSubscriptionAttributes", { SubscriptionArn, AttributeName, AttributeValue });

const ownerStatement = (topicArn: string) => ({
  Sid: "__default_statement_ID",
  Effect: "Allow",
  Principal: { AWS: "*" },
  Action: [
    "SNS:GetTopicAttributes",
    "SNS:SetTopicAttributes",
    "SNS:AddPermission",
    "SNS:RemovePermission",
    "SNS:DeleteTopic",
    "SNS:Subscribe",
    "SNS:ListSubscriptionsByTopic",
    "SNS:Publish",
  ],
  Resource: topicArn,
  Condition: { StringEquals: { "AWS:SourceOwner": ACCOUNT } },
});
const retries = {
  minDelayTarget: 20,
  maxDelayTarget: 20,
  numRetries: 3,
  numMaxDelayRetries: 0,
  numNoDelayRetries: 0,
  numMinDelayRetries: 0,
  backoffFunction: "linear",
};
const effective = (defaultHealthyRetryPolicy: object, headerContentType = "text/plain; charset=UTF-8") => ({
  http: {
    defaultHealthyRetryPolicy,
    disableSubscriptionOverrides: false,
    defaultRequestPolicy: { headerContentType },
  },
});

test("a topic has the attributes AWS gives one", async () => {
  const arn = await create("news");
  const { Policy, EffectiveDeliveryPolicy, ...attributes } = await attributesOf(arn);
  expect(attributes).toEqual({
    TopicArn: arn,
    Owner: ACCOUNT,
    DisplayName: "",
    SubscriptionsConfirmed: "0",
    SubscriptionsPending: "0",
    SubscriptionsDeleted: "0",
  });
  expect(JSON.parse(Policy!)).toEqual({
    Version: "2008-10-17",
    Id: "__default_policy_ID",
    Statement: [ownerStatement(arn)],
  });
  expect(JSON.parse(EffectiveDeliveryPolicy!)).toEqual(effective(retries));
});

test("a FIFO topic says so, and what deduplicates it", async () => {
  const Attributes = { DisplayName: "Orders", SignatureVersion: "2", FifoTopic: "true" };
  const attributes = await attributesOf(await create("orders.fifo", { Attributes }));
  expect(attributes).toMatchObject({
    DisplayName: "Orders",
    FifoTopic: "true",
    ContentBasedDeduplication: "false",
    SignatureVersion: "2",
  });
});

test("a delivery policy is shown with what it leaves open", async () => {
  const http = { defaultRequestPolicy: { headerContentType: "application/json" } };
  const arn = await create("news", { Attributes: { DeliveryPolicy: JSON.stringify({ http }) } });
  const shown = async () => {
    const { DeliveryPolicy, EffectiveDeliveryPolicy } = await attributesOf(arn);
    return [DeliveryPolicy && JSON.parse(DeliveryPolicy), JSON.parse(EffectiveDeliveryPolicy!)];
  };
  expect(await shown()).toEqual([
    { http: { disableSubscriptionOverrides: false, ...http } },
    effective(retries, "application/json"),
  ]);
  const few = { minDelayTarget: 5, maxDelayTarget: 6, numRetries: 1 };
  await set(arn, "DeliveryPolicy", JSON.stringify({ http: { defaultHealthyRetryPolicy: few } }));
  expect(await shown()).toEqual([
    { http: { disableSubscriptionOverrides: false, defaultHealthyRetryPolicy: few } },
    effective({ ...retries, ...few }),
  ]);
  await set(arn, "DeliveryPolicy", '{"http":{"defaultHealthyRetryPolicy":null}}');
  expect(await shown()).toEqual([{ http: { disableSubscriptionOverrides: false } }, effective(retries)]);
  await set(arn, "DeliveryPolicy", "");
  expect(await shown()).toEqual([undefined, effective(retries)]);
});

test("creates the same topic again, with some of its attributes and tags", async () => {
  const Tags = [
    { Key: "a", Value: "1" },
    { Key: "b", Value: "2" },
  ];
  const arn = await create("news", { Attributes: { DisplayName: "News" }, Tags });
  const again = [{}, { Tags }, { Tags: Tags.slice(1) }, { Attributes: { DisplayName: "News" } }];
  for (const more of [...again, { Tags: [] }, { Attributes: { FifoTopic: "false" } }])
    expect(await create("news", more)).toBe(arn);
  await set(arn, "DisplayName", "Other");
  expect((await attributesOf(await create("news"))).DisplayName).toBe("Other");
});

test("deletes a topic twice, with its tags, and keeps what a subscription was", async () => {
  const arn = await create("news", { Tags: [{ Key: "a", Value: "1" }] });
  const subscription = await subscribe(arn, queueArn("mail"), { RawMessageDelivery: "true" });
  expect(await sns.call("DeleteTopic", { TopicArn: arn })).toEqual({});
  expect(await sns.call("DeleteTopic", { TopicArn: arn })).toEqual({});
  await expect(attributesOf(arn)).rejects.toMatchObject({
    code: "NotFound",
    message: "Topic does not exist",
  });
  expect(await subscriptionOf(subscription)).toMatchObject({ RawMessageDelivery: "true", TopicArn: arn });
  await create("news");
  expect(await sns.call("ListTagsForResource", { ResourceArn: arn })).toEqual({ Tags: [] });
  expect(await sns.call("ListSubscriptionsByTopic", { TopicArn: arn })).toEqual({ Subscriptions: [] });
  await sns.call("Unsubscribe", { SubscriptionArn: subscription });
  await expect(subscriptionOf(subscription)).rejects.toMatchObject({ code: "NotFound" });
});

test("tags and untags", async () => {
  const ResourceArn = await create("news");
  const tags = () => sns.call("ListTagsForResource", { ResourceArn });
  await sns.call("TagResource", {
    ResourceArn,
    Tags: [
      { Key: "k1", Value: "v1" },
      { Key: "k2", Value: "v2" },
    ],
  });
  await sns.call("UntagResource", { ResourceArn, TagKeys: ["k1"] });
  expect(await tags()).toEqual({ Tags: [{ Key: "k2", Value: "v2" }] });
  await sns.call("TagResource", { ResourceArn, Tags: [{ Key: "k2", Value: "v2b" }] });
  expect(await tags()).toEqual({ Tags: [{ Key: "k2", Value: "v2b" }] });
  const Tags = Array.from({ length: 50 }, (_, index) => ({ Key: `t${index}`, Value: "" }));
  await expect(sns.call("TagResource", { ResourceArn, Tags })).rejects.toMatchObject({
    code: "TagLimitExceeded",
  });
});

test("adds permissions to a topic's policy and takes them away", async () => {
  const TopicArn = await create("news");
  const statements = async () => JSON.parse((await attributesOf(TopicArn)).Policy!).Statement;
  const add = (Label: string, ActionName: string[]) =>
    sns.call("AddPermission", { TopicArn, Label, AWSAccountId: [ACCOUNT], ActionName });
  const added = (Sid: string, Action: string | string[]) => ({
    Sid,
    Effect: "Allow",
    Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` },
    Action,
    Resource: TopicArn,
  });
  expect(await add("one", ["Publish"])).toEqual({});
  await add("two", ["Publish", "Subscribe"]);
  const both = [added("one", "SNS:Publish"), added("two", ["SNS:Publish", "SNS:Subscribe"])];
  expect(await statements()).toEqual([ownerStatement(TopicArn), ...both]);
  expect(sns.cloud.resourcePolicies.policyOf(TopicArn)).toMatchObject({
    Statement: [{}, ...both],
  });
  await expect(add("one", ["AddPermission"])).rejects.toMatchObject({
    code: "InvalidParameter",
    message: "Invalid parameter: Statement already exists",
  });
  for (const Label of ["one", "two", "unknown"])
    expect(await sns.call("RemovePermission", { TopicArn, Label })).toEqual({});
  expect(await statements()).toEqual([ownerStatement(TopicArn)]);
});

test("a policy that is none is refused, and an empty one is the default", async () => {
  const arn = await create("news");
  await expect(set(arn, "Policy", "{")).rejects.toMatchObject({ code: "InvalidParameter" });
  const Statement = [{ Sid: "s", Effect: "Allow", Principal: "*", Action: "sns:Publish", Resource: arn }];
  await set(arn, "Policy", JSON.stringify({ Version: "2012-10-17", Statement: Statement[0] }));
  await sns.call("RemovePermission", { TopicArn: arn, Label: "none" });
  await set(arn, "Policy", JSON.stringify({ Version: "2012-10-17", Statement }));
  expect(JSON.parse((await attributesOf(arn)).Policy!).Statement).toEqual(Statement);
  await set(arn, "Policy", "");
  expect(JSON.parse((await attributesOf(arn)).Policy!).Statement).toEqual([ownerStatement(arn)]);
});

test("a subscription has the attributes AWS gives one, a scope only with a policy", async () => {
  const TopicArn = await create("news");
  const SubscriptionArn = await subscribe(TopicArn, queueArn("mail"));
  const attributes = {
    SubscriptionArn,
    TopicArn,
    Owner: ACCOUNT,
    Protocol: "sqs",
    Endpoint: queueArn("mail"),
    SubscriptionPrincipal: `arn:aws:iam::${ACCOUNT}:root`,
    ConfirmationWasAuthenticated: "true",
    PendingConfirmation: "false",
    RawMessageDelivery: "false",
  };
  expect(await subscriptionOf(SubscriptionArn)).toEqual(attributes);
  await change(SubscriptionArn, "FilterPolicyScope", "MessageBody");
  expect(await subscriptionOf(SubscriptionArn)).toEqual(attributes);
  const FilterPolicy = '{"object":{"key":["a"]}}';
  await change(SubscriptionArn, "FilterPolicy", FilterPolicy);
  expect(await subscriptionOf(SubscriptionArn)).toEqual({
    ...attributes,
    FilterPolicy,
    FilterPolicyScope: "MessageBody",
  });
  await expect(change(SubscriptionArn, "FilterPolicyScope", "MessageAttributes")).rejects.toMatchObject({
    message: "Invalid parameter: Filter policy scope MessageAttributes does not support nested filter policy",
  });
  await change(SubscriptionArn, "FilterPolicy", "");
  await change(SubscriptionArn, "RedrivePolicy", `{"deadLetterTargetArn":"${queueArn("dead")}"}`);
  await change(SubscriptionArn, "RawMessageDelivery", "True");
  expect(await subscriptionOf(SubscriptionArn)).toEqual({
    ...attributes,
    RawMessageDelivery: "true",
    RedrivePolicy: `{"deadLetterTargetArn":"${queueArn("dead")}"}`,
  });
});

test("subscribes an endpoint once, whether or not it exists, and unsubscribes it twice", async () => {
  const TopicArn = await create("news");
  const arn = await subscribe(TopicArn, queueArn("unknown"), { RawMessageDelivery: "True" });
  const same: Attributes[] = [{}, { RawMessageDelivery: "true" }, { FilterPolicyScope: "MessageAttributes" }];
  for (const attributes of same) expect(await subscribe(TopicArn, queueArn("unknown"), attributes)).toBe(arn);
  const listed = {
    SubscriptionArn: arn,
    Owner: ACCOUNT,
    Protocol: "sqs",
    Endpoint: queueArn("unknown"),
    TopicArn,
  };
  expect(await sns.call("ListSubscriptionsByTopic", { TopicArn })).toEqual({ Subscriptions: [listed] });
  expect(await sns.call("Unsubscribe", { SubscriptionArn: arn })).toEqual({});
  expect(await sns.call("Unsubscribe", { SubscriptionArn: arn })).toEqual({});
  expect(await sns.call("ListSubscriptions", {})).toEqual({ Subscriptions: [] });
});

test("takes a number however it is written, and a standard queue for a FIFO topic", async () => {
  const phone = { Protocol: "sms", Endpoint: "+12/34-567.890" };
  await sns.call("Subscribe", { TopicArn: await create("news"), ...phone });
  const fifo = await create("orders.fifo", { Attributes: { FifoTopic: "true" } });
  const arn = await subscribe(fifo, queueArn("mail"));
  await change(arn, "RedrivePolicy", `{"deadLetterTargetArn":"${queueArn("dead")}"}`);
});

test("lists a hundred at a time", async () => {
  const TopicArn = await create("news");
  for (let number = 0; number < 101; number++) {
    await create(`news-${number}`);
    await subscribe(TopicArn, queueArn(`mail-${number}`));
  }
  const pages = async (operation: string, list: string, input: object) => {
    const { NextToken, ...first } = await sns.call<Record<string, unknown>>(operation, input);
    const { NextToken: more, ...second } = await sns.call<Record<string, unknown>>(operation, {
      ...input,
      NextToken,
    });
    return [(first[list] as []).length, (second[list] as []).length, more];
  };
  expect(await pages("ListTopics", "Topics", {})).toEqual([100, 2, undefined]);
  expect(await pages("ListSubscriptions", "Subscriptions", {})).toEqual([100, 1, undefined]);
  expect(await pages("ListSubscriptionsByTopic", "Subscriptions", { TopicArn })).toEqual([100, 1, undefined]);
});

test("a topic has at most 200 filter policies, a FIFO topic at most 100 subscriptions", async () => {
  const news = await create("news");
  const FilterPolicy = '{"a":["b"]}';
  for (let number = 0; number < 200; number++)
    await subscribe(news, queueArn(`mail-${number}`), { FilterPolicy });
  const limit = { code: "FilterPolicyLimitExceeded" };
  await expect(subscribe(news, queueArn("more"), { FilterPolicy })).rejects.toMatchObject(limit);
  const without = await subscribe(news, queueArn("more"));
  await expect(change(without, "FilterPolicy", FilterPolicy)).rejects.toMatchObject(limit);

  const orders = await create("orders.fifo", { Attributes: { FifoTopic: "true" } });
  for (let number = 0; number < 100; number++) await subscribe(orders, queueArn(`mail-${number}`));
  await expect(subscribe(orders, queueArn("more"))).rejects.toMatchObject({
    code: "SubscriptionLimitExceeded",
  });
});

test("takes larger messages where a topic says so, which phones do not get", async () => {
  const TopicArn = await create("news", { Attributes: { MaximumMessageSize: "1048576" } });
  const publish = (length: number) => sns.call("Publish", { TopicArn, Message: "a".repeat(length) });
  await publish(1_048_576);
  await expect(publish(1_048_577)).rejects.toMatchObject({ message: "Invalid parameter: Message too long" });
  const phone = { TopicArn, Protocol: "sms", Endpoint: "+31612345678" };
  await expect(sns.call("Subscribe", phone)).rejects.toMatchObject({ code: "InvalidParameter" });
  await set(TopicArn, "MaximumMessageSize", "1024");
  await expect(publish(1025)).rejects.toMatchObject({ message: "Invalid parameter: Message too long" });
  await sns.call("Subscribe", phone);
  await expect(set(TopicArn, "MaximumMessageSize", "300000")).rejects.toMatchObject({
    code: "InvalidParameter",
  });
});
