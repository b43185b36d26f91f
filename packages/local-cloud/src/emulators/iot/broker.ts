import type { Cloud } from "../../core/cloud.ts";
import type { Hop } from "../../core/journal.ts";
import { keptMessages, type Retained } from "./kept-messages.ts";
import { createKeptSessions, type LeftSession } from "./kept-sessions.ts";
import { LIMITS, type Message, textOf } from "./message.ts";
import { REASON } from "./reason-codes.ts";
import { iotArn } from "./resources.ts";
import type { Rules } from "./rules.ts";
import { createSession, type Delivery, type Link, type Session, type Subscription } from "./session.ts";
import { type Filter, parseFilter } from "./topics.ts";

/** How a client wants its session. */
export interface SessionRequest {
  readonly clientId: string;
  /** Begins anew, whatever there was. */
  readonly clean: boolean;
  readonly expirySeconds: number;
}

interface Route {
  readonly filter: Filter;
  readonly sessions: Set<Session>;
}

/** Takes messages from publishers to subscribers and rules, and keeps those that are retained. */
export const createBroker = (cloud: Cloud, rules: Rules) => {
  const sessions = new Map<string, Session>();
  /** By the text of the filter. */
  const routes = new Map<string, Route>();
  const kept = keptMessages(cloud.state);
  const keptSessions = createKeptSessions(cloud.state);
  const retained = kept.messages;
  const { clock } = cloud;

  const minus = (text: string, session: Session) => {
    const route = routes.get(text);
    if (route?.sessions.delete(session) && route.sessions.size === 0) routes.delete(text);
  };

  const forget = (session: Session) => {
    for (const text of session.subscriptions.keys()) minus(text, session);
    session.subscriptions.clear();
    session.expirySeconds = 0;
    session.forget();
    if (sessions.get(session.clientId) !== session) return;
    sessions.delete(session.clientId);
    keptSessions.delete(session.clientId);
  };
  const forgetAt = (session: Session, at: number) =>
    session.timers.add(clock.schedule(at - clock.now(), () => forget(session)));

  const make = (clientId: string, left?: LeftSession["deliveries"]): Session =>
    createSession(clientId, {
      now: clock.now,
      dropped: () =>
        cloud.warn(
          `More than ${LIMITS.waitingMessages} messages wait for MQTT client ${clientId}; the newest are dropped.`,
        ),
      keptOf: (session) => keptSessions.deliveriesOf(clientId, () => session.expirySeconds > 0),
      left,
    });

  const quiet = (session: Session) => {
    for (const cancel of session.timers) cancel();
    session.timers.clear();
  };

  /** The next of a group whose client is there, or else anyone. */
  const oneOf = (route: Route): Session[] => {
    const all = [...route.sessions];
    const chosen = all.find((session) => session.connected) ?? all[0];
    if (!chosen) return [];
    // To the end of the line.
    route.sessions.delete(chosen);
    route.sessions.add(chosen);
    return [chosen];
  };

  /** Each subscriber once, by the best of the subscriptions that match. */
  const subscribersOf = ({ topic, from }: Message): Map<Session, Subscription> => {
    const found = new Map<Session, Subscription>();
    for (const [text, route] of routes) {
      if (!route.filter.matches(topic)) continue;
      for (const session of route.filter.group === undefined ? route.sessions : oneOf(route)) {
        const subscription = session.subscriptions.get(text);
        if (!subscription || (subscription.noLocal && session.clientId === from)) continue;
        const known = found.get(session);
        if (!known || known.qos < subscription.qos) found.set(session, subscription);
      }
    }
    return found;
  };

  /** Replaces an earlier subscription with the same filter; returns whether there was none. */
  const subscribe = (session: Session, text: string, subscription: Subscription): boolean => {
    const isNew = !session.subscriptions.has(text);
    session.subscriptions.set(text, subscription);
    const { filter } = subscription;
    const route = routes.get(text) ?? { filter, sessions: new Set() };
    route.sessions.add(session);
    routes.set(text, route);
    keptSessions.put(session);
    return isNew;
  };

  const keep = (message: Message) => {
    if (message.payload.length === 0) kept.delete(message.topic);
    else kept.put({ ...message, at: clock.now() });
  };

  return {
    sessions: sessions as ReadonlyMap<string, Session>,
    retained: retained as ReadonlyMap<string, Retained>,

    /** `only` is the one rule of basic ingest, which has no subscribers. */
    publish(message: Message, cause: Pick<Hop, "id">, only?: string): void {
      rules.run(message, cause, only);
      if (only !== undefined) return;
      if (message.retain) keep(message);
      const from = iotArn(`topic/${message.topic}`, cloud);
      const subscribers = subscribersOf(message);
      if (subscribers.size === 0) return;
      const payload = textOf(message.payload);
      for (const [session, { qos, retainAsPublished }] of subscribers) {
        const delivery: Delivery = {
          message,
          qos: Math.min(message.qos, qos) as Delivery["qos"],
          retain: retainAsPublished && message.retain,
        };
        for (const delay of cloud.faults.delivery({ service: "iot", from, to: session.clientId, payload }))
          if (delay > 0) clock.schedule(delay, () => session.deliver(delivery));
          else session.deliver(delivery);
      }
      cloud.journal.record({
        service: "iotdata",
        action: "Deliver",
        resource: from,
        causes: [cause.id],
        input: { topic: message.topic, payload },
        output: { receivers: subscribers.size },
      });
    },

    subscribe,

    /** Returns whether there was one. */
    unsubscribe(session: Session, text: string): boolean {
      minus(text, session);
      const wasThere = session.subscriptions.delete(text);
      keptSessions.put(session);
      return wasThere;
    },

    sendRetained(session: Session, { filter, qos }: Subscription): void {
      for (const message of retained.values())
        if (filter.matches(message.topic))
          session.deliver({ message, qos: Math.min(message.qos, qos) as Delivery["qos"], retain: true });
    },

    /** Ends another connection of the same client. `present` tells whether the client finds its old session. */
    open({ clientId, clean, expirySeconds }: SessionRequest): { session: Session; present: boolean } {
      const known = sessions.get(clientId);
      known?.end(REASON.sessionTakenOver);
      if (known) quiet(known);
      if (known && clean) forget(known);
      const old = clean ? undefined : sessions.get(clientId);
      const session = old ?? make(clientId);
      session.expirySeconds = expirySeconds;
      sessions.set(clientId, session);
      keptSessions.put(session);
      return { session, present: old !== undefined };
    },

    /** The client is gone: its session ends now or when it expires, if the client does not come back. */
    close(session: Session, link: Link): void {
      session.detach(link);
      if (session.connected) return;
      if (session.expirySeconds === 0) forget(session);
      else {
        const expiresAt = clock.now() + session.expirySeconds * 1000;
        keptSessions.put(session, expiresAt);
        forgetAt(session, expiresAt);
      }
    },

    /** Takes up the sessions of the run before; whoever was connected when it ended is away since now. */
    restore(): void {
      for (const [clientId, { subscriptions, expirySeconds, expiresAt, deliveries }] of keptSessions.left) {
        const session = make(clientId, deliveries);
        session.expirySeconds = expirySeconds;
        sessions.set(clientId, session);
        for (const { text, ...options } of subscriptions)
          subscribe(session, text, { filter: parseFilter(text)!, ...options });
        forgetAt(session, expiresAt ?? clock.now() + expirySeconds * 1000);
      }
    },

    stop(): void {
      for (const session of sessions.values()) {
        quiet(session);
        session.end(REASON.administrativeAction);
      }
    },
  };
};

export type Broker = ReturnType<typeof createBroker>;
