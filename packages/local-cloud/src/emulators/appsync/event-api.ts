import type { WebSocket } from "ws";
import type { ApiKey } from "./api-keys.ts";
import type { ChannelIndex } from "./channel.ts";
import type { Handlers } from "./handlers.ts";
import type { AuthType } from "./resources.ts";

export interface Namespace {
  readonly name: string;
  readonly arn: string;
  /** Overrides the default of the API. */
  readonly publishAuth?: readonly AuthType[];
  readonly subscribeAuth?: readonly AuthType[];
  readonly handlers: Handlers;
}

/** A subscription of one connection; `frameHead` is its data frame up to the event. */
export interface Subscriber {
  readonly id: string;
  readonly connectionId: string;
  readonly socket: WebSocket;
  readonly frameHead: string;
}

/** One Event API with everything that was provisioned for it. */
export interface EventApi {
  readonly id: string;
  readonly arn: string;
  readonly connectAuth: readonly AuthType[];
  readonly publishAuth: readonly AuthType[];
  readonly subscribeAuth: readonly AuthType[];
  readonly userPools: readonly { readonly id: string; readonly clientIds?: RegExp }[];
  readonly apiKeys: Map<string, ApiKey>;
  readonly namespaces: Map<string, Namespace>;
  readonly subscribers: ChannelIndex<Subscriber>;
  readonly sockets: Set<WebSocket>;
}

/** https://docs.aws.amazon.com/general/latest/gr/appsync.html, Event API quotas */
export const LIMITS = {
  eventsPerPublish: 5,
  eventBytes: 240 * 1024,
  publishBytes: 1200 * 1024,
  subscriptionsPerConnection: 200,
  connectionTimeoutMs: 300_000,
  keepAliveMs: 60_000,
  connectionMaxMs: 24 * 3600 * 1000,
  /** Ours: what may wait for a client that does not read before it is cut off. */
  unreadBytes: 16 * 1024 * 1024,
  /** Ours: frames of a client that may wait for the one before them until no more is read from it. */
  waitingFrames: 64,
  /** Ours: AWS gives a handler 30 s, in which nothing else would run here. A handler waits for nothing. */
  handlerMs: 1000,
} as const;
