import type { Cloud } from "../../core/cloud.ts";
import type { Hop } from "../../core/journal.ts";
import type { Channel } from "./channel.ts";
import { type EventApi, LIMITS, type Subscriber } from "./event-api.ts";

/** The hop's resource: the namespace's ARN and the rest of the channel. */
export const channelArn = (api: EventApi, { path }: Channel): string => `${api.arn}/channelNamespace${path}`;

/** Sends a frame, unless the client reads so slowly that what waits for it would fill the memory. */
export const deliver = (
  cloud: Pick<Cloud, "warn" | "state">,
  { socket, connectionId }: Pick<Subscriber, "socket" | "connectionId">,
  frame: string,
): void =>
  cloud.state.whenSettled(() => {
    if (socket.bufferedAmount <= LIMITS.unreadBytes) {
      socket.send(frame);
      return;
    }
    cloud.warn(`AppSync connection/${connectionId} does not read what it is sent and is cut off.`);
    socket.terminate();
  });

/** Takes events to everyone subscribed to the channel. */
export const broadcast = (
  cloud: Cloud,
  api: EventApi,
  channel: Channel,
  events: readonly string[],
  publishHop: Hop,
) => {
  const subscribers = api.subscribers.match(channel);
  const resource = channelArn(api, channel);
  let deliveries = 0;
  for (const event of events) {
    const tail = `${JSON.stringify(event)}}`;
    for (const subscriber of subscribers) {
      const to = `${subscriber.connectionId}/${subscriber.id}`;
      const frame = subscriber.frameHead + tail;
      for (const delay of cloud.faults.delivery({ service: "appsync", from: resource, to, payload: event })) {
        deliveries++;
        if (delay > 0) cloud.clock.schedule(delay, () => deliver(cloud, subscriber, frame));
        else deliver(cloud, subscriber, frame);
      }
    }
  }
  cloud.journal.record({
    service: "appsync",
    action: "Broadcast",
    resource,
    source: api.arn,
    causes: [publishHop.id],
    input: { channel: channel.path, events },
    output: { receivers: subscribers.length, deliveries },
  });
};
