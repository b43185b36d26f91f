import { randomUUID } from "node:crypto";
import type { WebSocket } from "ws";
import { z } from "zod";
import type { Cloud } from "../../core/cloud.ts";
import { type AuthHeaders, authorize, lowerCaseKeys } from "./authorize.ts";
import { channelArn } from "./broadcast.ts";
import { type Channel, parseSubscription } from "./channel.ts";
import { badRequest, EventsError, errorsOf } from "./errors.ts";
import { type EventApi, LIMITS, type Subscriber } from "./event-api.ts";
import { handlerContext, namespaceOf, publish, runHandler } from "./publish.ts";

const frame = z.looseObject({
  type: z.string(),
  id: z.unknown().optional(),
  channel: z.unknown().optional(),
  events: z.unknown().optional(),
  authorization: z.record(z.string(), z.unknown()).optional(),
});
type Frame = z.output<typeof frame>;

const ID = /^[a-zA-Z0-9\-_+]{1,128}$/;

/**
 * One WebSocket of the protocol at
 * https://docs.aws.amazon.com/appsync/latest/eventapi/event-api-websocket-protocol.html
 *
 * Frames are handled one after the other, so that an unsubscribe cannot overtake its subscribe.
 */
export const acceptConnection = (
  cloud: Cloud,
  api: EventApi,
  socket: WebSocket,
  credentials: AuthHeaders | undefined,
) => {
  const connectionId = randomUUID();
  const source = `connection/${connectionId}`;
  const subscriptions = new Map<string, { channel: Channel; subscriber: Subscriber }>();
  const send = (message: object) => {
    if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(message));
  };

  const connect = async () => {
    const hop = cloud.journal.record({ service: "appsync", action: "Connect", resource: api.arn, source });
    try {
      if (!credentials)
        throw badRequest("The header-<base64url> subprotocol with the authorization is missing.");
      if (!credentials.host) throw badRequest("The authorization lacks the host of the HTTP endpoint.");
      await authorize(cloud, api, api.connectAuth, credentials);
      cloud.journal.finish(hop, {});
      return true;
    } catch (error) {
      cloud.journal.finish(hop, { error });
      send({ errors: errorsOf(error), type: "connection_error" });
      socket.close();
      return false;
    }
  };

  const subscribe = async ({ id, channel: path, authorization }: Frame) => {
    const hop = cloud.journal.record({
      service: "appsync",
      action: "Subscribe",
      resource: `${api.arn}/channelNamespace${String(path).replace(/^\/?/, "/")}`,
      source,
    });
    try {
      if (typeof id !== "string" || !ID.test(id))
        throw badRequest(`Invalid subscription id: ${JSON.stringify(id)}`);
      if (subscriptions.has(id))
        throw new EventsError("DuplicatedOperationError", `The subscription id ${id} is in use.`, 400);
      if (subscriptions.size >= LIMITS.subscriptionsPerConnection)
        throw new EventsError(
          "MaxSubscriptionsReachedError",
          `Max number of ${LIMITS.subscriptionsPerConnection} subscriptions reached`,
          400,
        );
      const channel = parseSubscription(path);
      const namespace = namespaceOf(api, channel);
      const headers = lowerCaseKeys(authorization ?? {});
      const identity = await authorize(cloud, api, namespace.subscribeAuth ?? api.subscribeAuth, headers);
      runHandler(cloud, namespace, "onSubscribe", handlerContext("SUBSCRIBE", channel, identity, headers));
      if (socket.readyState !== socket.OPEN)
        throw new Error("The connection closed before the subscription was made.");
      const subscriber = { id, connectionId, socket, frameHead: `{"type":"data","id":"${id}","event":` };
      subscriptions.set(id, { channel, subscriber });
      api.subscribers.add(channel, subscriber);
      send({ type: "subscribe_success", id });
      cloud.journal.finish(hop, { output: { channel: channelArn(api, channel) } });
    } catch (error) {
      send({ type: "subscribe_error", id, errors: errorsOf(error) });
      cloud.journal.finish(hop, { error });
    }
  };

  const unsubscribe = ({ id }: Frame) => {
    const known = typeof id === "string" ? subscriptions.get(id) : undefined;
    if (!known) {
      const errors = [{ errorType: "UnknownOperationError", message: `Unknown operation id ${String(id)}` }];
      return send({ type: "unsubscribe_error", id, errors });
    }
    subscriptions.delete(known.subscriber.id);
    api.subscribers.remove(known.channel, known.subscriber);
    return send({ type: "unsubscribe_success", id });
  };

  const publishFrame = async ({ id, channel, events, authorization }: Frame) => {
    try {
      if (typeof id !== "string" || !ID.test(id))
        throw badRequest(`Invalid publish id: ${JSON.stringify(id)}`);
      const headers = lowerCaseKeys(authorization ?? {});
      const result = await publish(cloud, api, { channel, events, headers, causes: [], source });
      send({ type: "publish_success", id, ...result });
    } catch (error) {
      send({ type: "publish_error", id, errors: errorsOf(error) });
    }
  };

  const handle = async (text: string) => {
    const message = parseFrame(text);
    switch (message?.type) {
      case "connection_init":
        return send({ type: "connection_ack", connectionTimeoutMs: LIMITS.connectionTimeoutMs });
      case "subscribe":
        return subscribe(message);
      case "unsubscribe":
        return unsubscribe(message);
      case "publish":
        return publishFrame(message);
      default: {
        const what = message
          ? `The type ${message.type} is not supported.`
          : "The message is not a JSON object with a type.";
        return send({
          type: "error",
          ...(message && { id: message.id }),
          errors: [{ errorType: "UnsupportedOperation", message: what }],
        });
      }
    }
  };

  const connected = connect();
  let handled: Promise<unknown> = connected;
  socket.on("message", (data) => {
    const text = data.toString();
    handled = handled.then(async () => (await connected) && handle(text));
  });

  const keepAlive = (): (() => void) =>
    cloud.clock.schedule(LIMITS.keepAliveMs, () => {
      send({ type: "ka" });
      cancelKeepAlive = keepAlive();
    });
  let cancelKeepAlive = keepAlive();
  const cancelEnd = cloud.clock.schedule(LIMITS.connectionMaxMs, () => socket.close());

  api.sockets.add(socket);
  socket.on("error", (error) => cloud.warn(`AppSync ${source}: ${error.message}`));
  socket.on("close", () => {
    cancelKeepAlive();
    cancelEnd();
    api.sockets.delete(socket);
    for (const { channel, subscriber } of subscriptions.values()) api.subscribers.remove(channel, subscriber);
    subscriptions.clear();
  });
};

const parseFrame = (text: string): Frame | undefined => {
  try {
    return frame.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
};
