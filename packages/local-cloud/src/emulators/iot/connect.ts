import type { IConnackPacket, IConnectPacket } from "mqtt-packet";
import type { SessionRequest } from "./broker.ts";
import { LIMITS } from "./message.ts";
import { RETURN_CODES, type ReasonCode } from "./reason-codes.ts";

/** Seconds between two signs of life; AWS has bounds for it. */
export const keepAliveOf = ({ keepalive = 0 }: IConnectPacket): number => {
  const { least, most } = LIMITS.keepAliveSeconds;
  return keepalive === 0 ? most : Math.min(Math.max(keepalive, least), most);
};

/** MQTT 3.1.1 keeps a session for an hour, MQTT 5 for as long as the client says. */
export const sessionOf = (
  { protocolVersion, clean = true, properties }: IConnectPacket,
  clientId: string,
): SessionRequest => {
  const asked =
    protocolVersion === 5 ? (properties?.sessionExpiryInterval ?? 0) : clean ? 0 : LIMITS.sessionSeconds;
  return { clientId, clean, expirySeconds: Math.min(asked, LIMITS.longestSessionSeconds) };
};

type Outcome =
  | { readonly refused: ReasonCode }
  | {
      readonly refused?: undefined;
      readonly packet: IConnectPacket;
      readonly present: boolean;
      readonly clientId: string;
      readonly keepAlive: number;
    };

/** What a client is told of its request to connect, and by MQTT 5 of what the broker can do. */
export const connackOf = (version: number, outcome: Outcome): IConnackPacket => {
  if (outcome.refused !== undefined) {
    const { refused } = outcome;
    return version === 5
      ? { cmd: "connack", sessionPresent: false, reasonCode: refused }
      : { cmd: "connack", sessionPresent: false, returnCode: RETURN_CODES[refused] ?? 1 };
  }
  const { packet, present, clientId, keepAlive } = outcome;
  if (version !== 5) return { cmd: "connack", sessionPresent: present, returnCode: 0 };
  return {
    cmd: "connack",
    sessionPresent: present,
    reasonCode: 0,
    properties: {
      sessionExpiryInterval: sessionOf(packet, clientId).expirySeconds,
      receiveMaximum: LIMITS.inflight,
      maximumQoS: 1,
      retainAvailable: true,
      maximumPacketSize: LIMITS.packetBytes,
      assignedClientIdentifier: packet.clientId ? undefined : clientId,
      topicAliasMaximum: LIMITS.topicAliases,
      wildcardSubscriptionAvailable: true,
      subscriptionIdentifiersAvailable: false,
      sharedSubscriptionAvailable: true,
      serverKeepAlive: packet.keepalive === keepAlive ? undefined : keepAlive,
    },
  };
};
