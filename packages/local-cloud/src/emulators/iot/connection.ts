import { randomUUID } from "node:crypto";
import { generate, type IConnectPacket, type Packet, parser } from "mqtt-packet";
import type { WebSocket } from "ws";
import type { Cloud } from "../../core/cloud.ts";
import type { Hop } from "../../core/journal.ts";
import { type ConnectRequest, type Grant, NotAuthorizedError } from "./authorizer.ts";
import type { Broker } from "./broker.ts";
import { type Client, handlePublish, handleSubscribe, handleUnsubscribe, publishAs } from "./client.ts";
import { connackOf, keepAliveOf, sessionOf } from "./connect.ts";
import { LIMITS } from "./message.ts";
import { tellPresence } from "./presence.ts";
import { REASON, type ReasonCode } from "./reason-codes.ts";
import { iotArn } from "./resources.ts";
import type { Ending, Link } from "./session.ts";

export interface ConnectionParts {
  readonly cloud: Cloud;
  readonly broker: Broker;
  readonly socket: WebSocket;
  readonly request: Pick<ConnectRequest, "headers" | "queryString">;
  /** Throws `NotAuthorizedError` for whoever is not let in. */
  authorize(request: ConnectRequest, cause: Hop): Promise<Grant>;
}

const MOST_MS = 2 ** 31 - 1;

/**
 * Looks after a WebSocket from its handshake on. Packets are handled one after the other, as the protocol wants.
 * https://docs.oasis-open.org/mqtt/mqtt/v5.0/mqtt-v5.0.html
 */
export const openConnection = ({ cloud, broker, socket, request, authorize }: ConnectionParts): void => {
  const connection: { readonly id: string; entry?: Hop } = { id: randomUUID() };
  const reader = parser();
  const cancels = new Set<() => void>();
  let version = 4;
  let client: Client | undefined;
  let link: Link | undefined;
  let will: IConnectPacket["will"];
  let endedBy: ReasonCode | undefined;
  let saidGoodbye = false;
  let refresh: { readonly connect: ConnectRequest; at: number } | undefined;
  let idle = setTimeout(() => socket.terminate(), LIMITS.connectMs);

  const send = (packet: Packet) =>
    cloud.state.whenSettled(() => {
      if (socket.readyState !== socket.OPEN) return;
      if (socket.bufferedAmount > LIMITS.unreadBytes) {
        cloud.warn(`An MQTT client does not read what it is sent and is cut off.`);
        return socket.terminate();
      }
      socket.send(generate(packet, { protocolVersion: version }));
    });
  const close = () => cloud.state.whenSettled(() => socket.close());

  const end = (reason: ReasonCode, { withoutWill = false }: Ending = {}) => {
    if (endedBy !== undefined) return;
    if (withoutWill) will = undefined;
    endedBy = reason;
    if (client?.mqtt5) send({ cmd: "disconnect", reasonCode: reason });
    close();
  };

  const ask = async (connect: ConnectRequest): Promise<Grant> => {
    const resource = iotArn(`client/${connect.clientId}`, cloud);
    const hop = cloud.journal.record({ service: "iotdata", action: "Connect", resource });
    connection.entry ??= hop;
    try {
      const grant = await authorize(connect, hop);
      if (!grant.allows("iot:Connect", resource))
        throw new NotAuthorizedError(
          `The policy of ${connect.clientId} does not allow iot:Connect on ${resource}.`,
        );
      cloud.journal.finish(hop, { output: { principalId: grant.principalId } });
      return grant;
    } catch (error) {
      cloud.journal.finish(hop, { error });
      cloud.warn(`MQTT client ${connect.clientId} is not let in: ${(error as Error).message}`);
      throw new NotAuthorizedError((error as Error).message, { cause: error });
    }
  };

  const refuse = (reason: ReasonCode) => {
    endedBy = reason;
    send(connackOf(version, { refused: reason }));
    close();
  };

  const enter = (packet: IConnectPacket, connect: ConnectRequest, grant: Grant) => {
    const mqtt5 = version === 5;
    const { session, present } = broker.open(sessionOf(packet, connect.clientId));
    const source = iotArn(`client/${connect.clientId}`, cloud);
    const entered: Client = { cloud, broker, session, mqtt5, source, grant, aliases: new Map(), send, end };
    client = entered;
    will = packet.will;
    link = {
      mqtt5,
      receiveMaximum: packet.properties?.receiveMaximum ?? LIMITS.inflight,
      mayReceive: (topic) => entered.grant.allows("iot:Receive", iotArn(`topic/${topic}`, cloud)),
      send,
      end,
    };
    if (grant.refreshAfterMs !== undefined)
      refresh = { connect, at: cloud.clock.now() + grant.refreshAfterMs };
    if (grant.disconnectAfterMs !== undefined)
      cancels.add(cloud.clock.schedule(grant.disconnectAfterMs, () => end(REASON.maximumConnectTime)));
    const keepAlive = keepAliveOf(packet);
    clearTimeout(idle);
    idle = setTimeout(() => end(REASON.keepAliveTimeout), Math.min(keepAlive * 1500, MOST_MS));
    send(connackOf(version, { packet, present, clientId: connect.clientId, keepAlive }));
    session.attach(link);
    tellPresence(entered, "connected", connection);
  };

  const connect = async (packet: IConnectPacket) => {
    version = packet.protocolVersion ?? 4;
    if (version === 3) return refuse(REASON.unspecified);
    if (packet.properties?.authenticationMethod !== undefined) return refuse(REASON.badAuthenticationMethod);
    // Only MQTT 5 can tell a client which id it was given.
    const clientId = packet.clientId || (version === 5 ? randomUUID() : "");
    if (!clientId || Buffer.byteLength(clientId) > LIMITS.clientIdBytes || /[+#/\0]|^\$/.test(clientId))
      return refuse(REASON.clientIdNotValid);
    const { username, password } = packet;
    const asked: ConnectRequest = { connectionId: connection.id, ...request, username, password, clientId };
    try {
      const grant = await ask(asked);
      if (socket.readyState === socket.OPEN) enter(packet, asked, grant);
    } catch (error) {
      if (!(error instanceof NotAuthorizedError)) throw error;
      refuse(REASON.notAuthorized);
    }
  };

  /** AWS asks the authorizer again at the first packet after the time that it said. */
  const renew = async (of: Client) => {
    if (!refresh || refresh.at > cloud.clock.now()) return;
    try {
      of.grant = await ask(refresh.connect);
      refresh.at = cloud.clock.now() + (of.grant.refreshAfterMs ?? Number.POSITIVE_INFINITY);
    } catch {
      end(REASON.notAuthorized);
    }
  };

  const handle = async (packet: Packet) => {
    if (endedBy !== undefined || saidGoodbye) return;
    if (!client) return packet.cmd === "connect" ? connect(packet) : end(REASON.protocolError);
    idle.refresh();
    await renew(client);
    if (endedBy !== undefined) return;
    switch (packet.cmd) {
      case "publish":
        return handlePublish(client, packet);
      case "puback":
        return client.session.acknowledge(packet.messageId ?? 0);
      case "subscribe":
        return handleSubscribe(client, packet);
      case "unsubscribe":
        return handleUnsubscribe(client, packet);
      case "pingreq":
        return send({ cmd: "pingresp" });
      case "disconnect": {
        saidGoodbye = true;
        // 0x04: "with will message".
        if (packet.reasonCode !== 0x04) will = undefined;
        const seconds = packet.properties?.sessionExpiryInterval;
        if (seconds !== undefined)
          client.session.expirySeconds = Math.min(seconds, LIMITS.longestSessionSeconds);
        return socket.close();
      }
      default:
        return end(REASON.protocolError);
    }
  };

  let handled: Promise<unknown> = Promise.resolve();
  let waiting = 0;
  reader.on("packet", (packet) => {
    if (++waiting === LIMITS.waitingPackets) socket.pause();
    handled = handled.then(async () => {
      try {
        await handle(packet);
      } catch (error) {
        cloud.warn(`MQTT ${packet.cmd} failed inside the local cloud: ${(error as Error).stack}`);
        end(REASON.unspecified);
      }
      if (waiting-- === LIMITS.waitingPackets) socket.resume();
    });
  });
  reader.on("error", () => end(REASON.protocolError));

  socket.on("message", (data, isBinary) => {
    if (!isBinary) return end(REASON.protocolError);
    try {
      const unread = reader.parse(data as Buffer);
      if (unread > LIMITS.packetBytes) end(REASON.packetTooLarge);
    } catch {
      end(REASON.protocolError);
    }
  });
  socket.on("error", (error) => cloud.warn(`An MQTT connection broke: ${error.message}`));

  const publishWill = (
    of: Client,
    { topic, payload, qos = 0, retain = false, properties }: NonNullable<typeof will>,
  ) => {
    const packet = { cmd: "publish", dup: false, topic, payload, qos, retain, properties } as const;
    try {
      publishAs(of, topic, packet);
    } catch (error) {
      cloud.warn(
        `The will of MQTT client ${of.session.clientId} is not published: ${(error as Error).message}`,
      );
    }
  };

  socket.on("close", () => {
    clearTimeout(idle);
    for (const cancel of cancels) cancel();
    if (!client || !link) return;
    const left = client;
    broker.close(left.session, link);
    tellPresence(left, "disconnected", connection, { saidGoodbye, endedBy });
    if (!will) return;
    const last = will;
    const delay = Math.min(last.properties?.willDelayInterval ?? 0, left.session.expirySeconds);
    if (delay === 0 || left.session.connected) return publishWill(left, last);
    left.session.timers.add(cloud.clock.schedule(delay * 1000, () => publishWill(left, last)));
  });
};
