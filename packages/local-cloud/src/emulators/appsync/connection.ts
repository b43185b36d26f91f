import { randomUUID } from "node:crypto";
import type { WebSocket } from "ws";
import type { Cloud } from "../../core/cloud.ts";
import { type AuthHeaders, authorize } from "./authorize.ts";
import { channelArn, deliver } from "./broadcast.ts";
import { type Channel, parseSubscription } from "./channel.ts";
import { badRequest, EventsError, errorBody, errorsOf } from "./errors.ts";
import { type EventApi, LIMITS, type Subscriber } from "./event-api.ts";
import { type Frame, readFrame } from "./frames.ts";
import { handlerContext, namespaceOf, publish, runHandler } from "./publish.ts";

type FrameOf<Type extends Frame["type"]> = Extract<Frame, { type: Type }>;

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
    if (socket.readyState === socket.OPEN) deliver(cloud, { socket, connectionId }, JSON.stringify(message));
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
      send({ errors: errorsOf(error, cloud), type: "connection_error" });
      cloud.state.whenSettled(() => socket.close());
      return false;
    }
  };

  const subscribe = async ({ id, channel: path, authorization: headers }: FrameOf<"subscribe">) => {
    const hop = cloud.journal.record({
      service: "appsync",
      action: "Subscribe",
      resource: `${api.arn}/channelNamespace${path.replace(/^\/?/, "/")}`,
      source,
    });
    try {
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
      const identity = await authorize(cloud, api, namespace.subscribeAuth ?? api.subscribeAuth, headers);
      runHandler(cloud, namespace, "onSubscribe", handlerContext("SUBSCRIBE", channel, identity, headers));
      if (socket.readyState !== socket.OPEN)
        throw badRequest("The connection closed before the subscription was made.");
      const subscriber = { id, connectionId, socket, frameHead: `{"type":"data","id":"${id}","event":` };
      subscriptions.set(id, { channel, subscriber });
      api.subscribers.add(channel, subscriber);
      send({ type: "subscribe_success", id });
      cloud.journal.finish(hop, { output: { channel: channelArn(api, channel) } });
    } catch (error) {
      send({ type: "subscribe_error", id, errors: errorsOf(error, cloud) });
      cloud.journal.finish(hop, { error });
    }
  };

  const unsubscribe = ({ id }: FrameOf<"unsubscribe">) => {
    const known = subscriptions.get(id);
    if (!known) {
      const errors = [errorBody("UnknownOperationError", `Unknown operation id ${id}`)];
      return send({ type: "unsubscribe_error", id, errors });
    }
    subscriptions.delete(known.subscriber.id);
    api.subscribers.remove(known.channel, known.subscriber);
    return send({ type: "unsubscribe_success", id });
  };

  const publishFrame = async ({ id, channel, events, authorization: headers }: FrameOf<"publish">) => {
    try {
      const result = await publish(cloud, api, { channel, events, headers, causes: [], source });
      send({ type: "publish_success", id, ...result });
    } catch (error) {
      send({ type: "publish_error", id, errors: errorsOf(error, cloud) });
    }
  };

  const handle = (message: ReturnType<typeof readFrame>) => {
    switch (message.type) {
      case "connection_init":
        return send({ type: "connection_ack", connectionTimeoutMs: LIMITS.connectionTimeoutMs });
      case "subscribe":
        return subscribe(message);
      case "unsubscribe":
        return unsubscribe(message);
      case "publish":
        return publishFrame(message);
      case "refused":
        return send(message.answer);
    }
  };

  const connected = connect();
  let handled: Promise<unknown> = connected;
  let waiting = 0;
  const handleNext = async (text: string | undefined) => {
    try {
      if (await connected) await handle(readFrame(text));
    } catch (error) {
      send({ type: "error", errors: errorsOf(error, cloud) });
    }
    if (waiting-- === LIMITS.waitingFrames) socket.resume();
  };
  socket.on("message", (data, isBinary) => {
    if (++waiting === LIMITS.waitingFrames) socket.pause();
    const text = isBinary ? undefined : data.toString();
    handled = handled.then(() => handleNext(text));
  });

  const keepAlive = (): (() => void) =>
    cloud.clock.schedule(LIMITS.keepAliveMs, () => {
      send({ type: "ka" });
      cancelKeepAlive = keepAlive();
    });
  let cancelKeepAlive = keepAlive();
  const cancelEnd = cloud.clock.schedule(LIMITS.connectionMaxMs, () => socket.close());

  api.sockets.add(socket);
  socket.on("error", (error) => cloud.warn(`AppSync Events: a connection broke: ${error.message}`));
  socket.on("close", () => {
    cancelKeepAlive();
    cancelEnd();
    api.sockets.delete(socket);
    for (const { channel, subscriber } of subscriptions.values()) api.subscribers.remove(channel, subscriber);
    subscriptions.clear();
  });
};
