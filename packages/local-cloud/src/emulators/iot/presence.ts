import type { Hop } from "../../core/journal.ts";
import { LOOPBACK } from "../../http/hosts.ts";
import type { Client } from "./client.ts";
import { REASON, type ReasonCode } from "./reason-codes.ts";

const REASONS: Readonly<Partial<Record<ReasonCode, string>>> = {
  [REASON.sessionTakenOver]: "DUPLICATE_CLIENTID",
  [REASON.notAuthorized]: "AUTH_ERROR",
  [REASON.keepAliveTimeout]: "MQTT_KEEP_ALIVE_TIMEOUT",
  [REASON.administrativeAction]: "API_INITIATED_DISCONNECT",
  [REASON.maximumConnectTime]: "CUSTOMAUTH_TTL_EXPIRATION",
};

/** How a connection ended. */
interface Ending {
  readonly saidGoodbye: boolean;
  readonly endedBy?: ReasonCode;
}

const reasonOf = ({ saidGoodbye, endedBy }: Ending): string => {
  if (saidGoodbye) return "CLIENT_INITIATED_DISCONNECT";
  return endedBy === undefined ? "CONNECTION_LOST" : (REASONS[endedBy] ?? "CLIENT_ERROR");
};

/**
 * Tells who subscribes to `$aws/events/presence/…`, and rules on it, that a client came or went.
 * https://docs.aws.amazon.com/iot/latest/developerguide/life-cycle-events.html
 */
export const tellPresence = (
  { cloud, broker, session: { clientId }, grant: { principalId }, source }: Client,
  eventType: "connected" | "disconnected",
  connection: { readonly id: string; readonly entry?: Hop },
  ending?: Ending,
): void => {
  const topic = `$aws/events/presence/${eventType}/${clientId}`;
  const event = {
    clientId,
    timestamp: cloud.clock.now(),
    eventType,
    sessionIdentifier: connection.id,
    principalIdentifier: principalId,
    ipAddress: ending ? undefined : LOOPBACK,
    clientInitiatedDisconnect: ending?.saidGoodbye,
    disconnectReason: ending && reasonOf(ending),
    versionNumber: 0,
  };
  const hop = cloud.journal.record({
    service: "iotdata",
    action: "Presence",
    resource: source,
    causes: connection.entry && [connection.entry.id],
    input: event,
  });
  broker.publish({ topic, payload: Buffer.from(JSON.stringify(event)), qos: 1, retain: false }, hop);
};
