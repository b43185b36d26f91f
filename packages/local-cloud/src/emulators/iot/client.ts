import type {
  IPublishPacket,
  ISubscribePacket,
  ISubscription,
  IUnsubscribePacket,
  Packet,
} from "mqtt-packet";
import type { Cloud } from "../../core/cloud.ts";
import { type Grant, NotAuthorizedError } from "./authorizer.ts";
import type { Broker } from "./broker.ts";
import { LIMITS, type Message, textOf } from "./message.ts";
import { REASON, type ReasonCode } from "./reason-codes.ts";
import { iotArn } from "./resources.ts";
import type { Session, Subscription } from "./session.ts";
import { destinationOf, parseFilter } from "./topics.ts";

/** A client that is let in, as its packets are handled. */
export interface Client {
  readonly cloud: Cloud;
  readonly broker: Broker;
  readonly session: Session;
  readonly mqtt5: boolean;
  /** ARN of the client. */
  readonly source: string;
  /** Replaced when the authorizer is asked again. */
  grant: Grant;
  /** Topics by their aliases, of this connection. */
  readonly aliases: Map<number, string>;
  send(packet: Packet): void;
  /** Ends the connection; MQTT 5 tells the client why. */
  end(reason: ReasonCode): void;
}

/** MQTT 3.1.1 knows no other failure of a subscription. */
const FAILURE = 0x80;

const topicOf = ({ aliases }: Client, { topic, properties }: IPublishPacket): string | undefined => {
  const alias = properties?.topicAlias;
  if (alias === undefined) return topic;
  if (alias < 1 || alias > LIMITS.topicAliases) return undefined;
  if (topic !== "") aliases.set(alias, topic);
  return aliases.get(alias);
};

/** What forbids a message whoever sends it; undefined when nothing does. */
const flawOf = (name: string | undefined, { qos, payload }: IPublishPacket): ReasonCode | undefined => {
  if (name === undefined) return REASON.topicAliasInvalid;
  if (qos === 2) return REASON.qosNotSupported;
  if (payload.length > LIMITS.payloadBytes) return REASON.packetTooLarge;
  return destinationOf(name) ? undefined : REASON.topicNameInvalid;
};

const messageOf = (client: Client, topic: string, packet: IPublishPacket): Message => {
  const { payload, qos, retain, properties = {} } = packet;
  const { messageExpiryInterval: seconds, payloadFormatIndicator, contentType, responseTopic } = properties;
  const { correlationData, userProperties } = properties;
  return {
    topic,
    payload: Buffer.from(payload),
    qos,
    retain,
    properties: { payloadFormatIndicator, contentType, responseTopic, correlationData, userProperties },
    expiresAt: seconds === undefined ? undefined : client.cloud.clock.now() + seconds * 1000,
    from: client.session.clientId,
  };
};

/** Publishes what a client sends, or its will. Throws `NotAuthorizedError` when its policy does not let it. */
export const publishAs = (client: Client, name: string, packet: IPublishPacket): void => {
  const { cloud, grant, source, broker } = client;
  const { topic = name, rule } = destinationOf(name) ?? {};
  const resource = iotArn(`topic/${name}`, cloud);
  const message = messageOf(client, topic, packet);
  const input = { topic: name, qos: packet.qos, retain: packet.retain, payload: textOf(message.payload) };
  const hop = cloud.journal.record({ service: "iotdata", action: "Publish", resource, source, input });
  const needed = packet.retain ? ["iot:Publish", "iot:RetainPublish"] : ["iot:Publish"];
  const lacking = needed.find((action) => !grant.allows(action, resource));
  if (lacking !== undefined) {
    const error = new NotAuthorizedError(`The policy of ${source} does not allow ${lacking} on ${resource}.`);
    cloud.journal.finish(hop, { error });
    throw error;
  }
  broker.publish(message, hop, rule);
  cloud.journal.finish(hop, {});
};

export const handlePublish = (client: Client, packet: IPublishPacket): void => {
  const name = topicOf(client, packet);
  const flaw = flawOf(name, packet);
  if (name === undefined || flaw !== undefined) {
    client.end(flaw ?? REASON.topicAliasInvalid);
    return;
  }
  const { qos, messageId } = packet;
  try {
    publishAs(client, name, packet);
    if (qos > 0) client.send({ cmd: "puback", messageId, reasonCode: 0 });
  } catch (error) {
    if (!(error instanceof NotAuthorizedError)) throw error;
    // Only MQTT 5 can say no to one message.
    if (!client.mqtt5 || qos === 0) client.end(REASON.notAuthorized);
    else client.send({ cmd: "puback", messageId, reasonCode: REASON.notAuthorized });
  }
};

const subscribe = (client: Client, { topic: text, qos, nl, rap, rh }: ISubscription) => {
  const { cloud, session, broker, grant, source } = client;
  const resource = iotArn(`topicfilter/${text}`, cloud);
  const hop = cloud.journal.record({ service: "iotdata", action: "Subscribe", resource, source });
  const refuse = (reason: ReasonCode, message: string) => {
    cloud.journal.finish(hop, { error: { code: `0x${reason.toString(16)}`, message } });
    return { reason };
  };
  const filter = parseFilter(text);
  if (!filter)
    return refuse(
      REASON.topicFilterInvalid,
      `"${text}" is no topic filter of at most 256 bytes and 8 levels.`,
    );
  if (!grant.allows("iot:Subscribe", resource))
    return refuse(
      REASON.notAuthorized,
      `The policy of ${source} does not allow iot:Subscribe on ${resource}.`,
    );
  if (session.subscriptions.size >= LIMITS.subscriptionsPerConnection && !session.subscriptions.has(text))
    return refuse(
      REASON.quotaExceeded,
      `A connection has at most ${LIMITS.subscriptionsPerConnection} subscriptions.`,
    );
  const subscription: Subscription = {
    filter,
    qos: qos === 0 ? 0 : 1,
    noLocal: nl === true,
    retainAsPublished: rap === true,
  };
  const isNew = broker.subscribe(session, text, subscription);
  cloud.journal.finish(hop, {});
  const wantsRetained = filter.group === undefined && rh !== 2 && (rh !== 1 || isNew);
  return { granted: subscription.qos, retainedFor: wantsRetained ? subscription : undefined };
};

export const handleSubscribe = (client: Client, packet: ISubscribePacket): void => {
  const { messageId, subscriptions, properties } = packet;
  const all = (reason: ReasonCode) => subscriptions.map(() => ({ reason, granted: undefined }));
  const results =
    properties?.subscriptionIdentifier !== undefined
      ? all(REASON.subscriptionIdentifiersNotSupported)
      : subscriptions.length > LIMITS.subscriptionsPerRequest
        ? all(REASON.quotaExceeded)
        : subscriptions.map((each) => ({ reason: FAILURE, granted: undefined, ...subscribe(client, each) }));
  const granted = results.map((result) => result.granted ?? (client.mqtt5 ? result.reason : FAILURE));
  client.send({ cmd: "suback", messageId, granted });
  for (const result of results)
    if ("retainedFor" in result && result.retainedFor)
      client.broker.sendRetained(client.session, result.retainedFor);
};

export const handleUnsubscribe = (
  { broker, session, send }: Client,
  { messageId, unsubscriptions }: IUnsubscribePacket,
): void => {
  const granted = unsubscriptions.map((text) =>
    broker.unsubscribe(session, text) ? 0 : REASON.noSubscriptionExisted,
  );
  send({ cmd: "unsuback", messageId, granted });
};
