import { badRequest } from "./errors.ts";

/** https://docs.aws.amazon.com/appsync/latest/eventapi/event-api-websocket-protocol.html */
const CHANNEL =
  /^\/?[A-Za-z0-9](?:[A-Za-z0-9-]{0,48}[A-Za-z0-9])?(?:\/[A-Za-z0-9](?:[A-Za-z0-9-]{0,48}[A-Za-z0-9])?){0,4}\/?$/;
const MAX_SEGMENTS = 5;

/** A channel, or at the end of a subscription a `*` for all channels below. */
export interface Channel {
  /** `/orders/customer-1/*`: with a leading slash, without a trailing one. */
  readonly path: string;
  readonly segments: readonly string[];
}

const toChannel = (segments: readonly string[]): Channel => ({ path: `/${segments.join("/")}`, segments });

export const parseChannel = (channel: string): Channel => {
  if (!CHANNEL.test(channel)) throw badRequest(`Invalid channel: ${JSON.stringify(channel)}`);
  return toChannel(channel.split("/").filter(Boolean));
};

/** Like `parseChannel`, but the last segment may be `*`: a namespace has to come before it. */
export const parseSubscription = (channel: string): Channel => {
  if (!channel.endsWith("/*")) return parseChannel(channel);
  const above = channel.slice(0, -2);
  const segments = above.split("/").filter(Boolean);
  if (!CHANNEL.test(above) || above.endsWith("/") || segments.length >= MAX_SEGMENTS)
    throw badRequest(`Invalid channel: ${JSON.stringify(channel)}`);
  return toChannel([...segments, "*"]);
};

/** Subscribers by channel path and by wildcard path, so that a broadcast looks up at most five keys. */
export interface ChannelIndex<Subscriber> {
  add(channel: Channel, subscriber: Subscriber): void;
  remove(channel: Channel, subscriber: Subscriber): void;
  /** Everyone subscribed to the channel itself or to a wildcard above it. */
  match(channel: Channel): Subscriber[];
}

export const createChannelIndex = <Subscriber>(): ChannelIndex<Subscriber> => {
  const byPath = new Map<string, Set<Subscriber>>();
  return {
    add({ path }, subscriber) {
      const known = byPath.get(path);
      if (known) known.add(subscriber);
      else byPath.set(path, new Set([subscriber]));
    },
    remove({ path }, subscriber) {
      const known = byPath.get(path);
      if (known?.delete(subscriber) && known.size === 0) byPath.delete(path);
    },
    match({ path, segments }) {
      const found = [...(byPath.get(path) ?? [])];
      let prefix = "";
      for (const segment of segments.slice(0, -1)) {
        prefix += `/${segment}`;
        for (const subscriber of byPath.get(`${prefix}/*`) ?? []) found.push(subscriber);
      }
      return found;
    },
  };
};
