import type { IPublishPacket, QoS } from "mqtt-packet";

/** What MQTT 5 adds to a message, and subscribers get as it was sent. */
export type MessageProperties = Pick<
  NonNullable<IPublishPacket["properties"]>,
  "payloadFormatIndicator" | "contentType" | "responseTopic" | "correlationData" | "userProperties"
>;

/** A message on its way from a publisher to subscribers. */
export interface Message {
  readonly topic: string;
  readonly payload: Buffer;
  /** AWS IoT has no QoS 2. */
  readonly qos: QoS;
  readonly retain: boolean;
  readonly properties?: MessageProperties;
  /** When nobody gets it any more, in milliseconds of the clock. */
  readonly expiresAt?: number;
  /** Client id of the publisher, where it is a client. */
  readonly from?: string;
}

/** https://docs.aws.amazon.com/general/latest/gr/iot-core.html, message broker and protocol quotas */
export const LIMITS = {
  payloadBytes: 128 * 1024,
  packetBytes: 146 * 1024,
  clientIdBytes: 128,
  subscriptionsPerRequest: 8,
  subscriptionsPerConnection: 50,
  inflight: 100,
  topicAliases: 8,
  keepAliveSeconds: { least: 30, most: 1200 },
  sessionSeconds: 3600,
  longestSessionSeconds: 7 * 24 * 3600,
  /** Ours: for a client to say CONNECT. */
  connectMs: 30_000,
  /** Ours: what may wait for a client that does not read before it is cut off. */
  unreadBytes: 16 * 1024 * 1024,
  /** Ours: packets of a client that may wait for the one before them until no more is read from it. */
  waitingPackets: 64,
  /** Ours: messages that wait for a client that is away. */
  waitingMessages: 10_000,
} as const;

/** As hops and JSON have it. */
export const textOf = (payload: Buffer): string => {
  const text = payload.toString();
  return Buffer.from(text).equals(payload) ? text : payload.toString("base64");
};
