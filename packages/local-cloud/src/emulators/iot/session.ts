import type { Packet, QoS } from "mqtt-packet";
import type { Cancel } from "../../core/clock.ts";
import type { KeptDeliveries } from "./kept-sessions.ts";
import { LIMITS, type Message } from "./message.ts";
import type { ReasonCode } from "./reason-codes.ts";
import type { Filter } from "./topics.ts";

/** What a client asked for, by MQTT 5 with options. */
export interface Subscription {
  readonly filter: Filter;
  readonly qos: QoS;
  /** Not what the client publishes itself. */
  readonly noLocal: boolean;
  /** Keeps the retain flag of what is published. */
  readonly retainAsPublished: boolean;
}

/** A message on its way to one client. */
export interface Delivery {
  readonly message: Message;
  readonly qos: QoS;
  readonly retain: boolean;
}

/** What a session needs of the connection it has now. */
export interface Link {
  readonly mqtt5: boolean;
  /** Messages of QoS 1 that it takes before it acknowledges one. */
  readonly receiveMaximum: number;
  /** Whether the client may get messages of the topic. */
  mayReceive(topic: string): boolean;
  send(packet: Packet): void;
  end(reason: ReasonCode, how?: Ending): void;
}

export interface Ending {
  /** Does not publish the client's will. */
  readonly withoutWill?: boolean;
}

/** What the broker keeps of a client id, for longer than a connection where the client wants that. */
export interface Session {
  readonly clientId: string;
  readonly subscriptions: Map<string, Subscription>;
  readonly connected: boolean;
  /** How long it outlives its connection. */
  expirySeconds: number;
  /** Ends what waits for a client that is away: the session itself, a will. */
  readonly timers: Set<Cancel>;
  /** Sends what waited, first what was not acknowledged. */
  attach(link: Link): void;
  /** Does nothing when another connection has taken over. */
  detach(link: Link): void;
  deliver(delivery: Delivery): void;
  acknowledge(messageId: number): void;
  /** Nobody comes back for what waits. */
  forget(): void;
  end(reason: ReasonCode, how?: Ending): void;
}

const MOST_IDS = 65_535;

/** A delivery that outlasts the process has a number. */
interface Waiting {
  readonly delivery: Delivery;
  readonly number: number | undefined;
}

interface Surroundings {
  now(): number;
  /** Told that there is no place for a message. */
  dropped(): void;
  keptOf(session: Session): KeptDeliveries;
  readonly left?: readonly Waiting[];
}

export const createSession = (
  clientId: string,
  { now, dropped, keptOf, left = [] }: Surroundings,
): Session => {
  const waiting: Waiting[] = [...left];
  const inflight = new Map<number, Waiting>();
  let link: Link | undefined;
  let lastId = 0;

  const freeId = (): number => {
    do lastId = (lastId % MOST_IDS) + 1;
    while (inflight.has(lastId));
    return lastId;
  };

  const write = (to: Link, { message, qos, retain }: Delivery, messageId?: number, dup = false) => {
    const left = message.expiresAt === undefined ? undefined : Math.ceil((message.expiresAt - now()) / 1000);
    to.send({
      cmd: "publish",
      topic: message.topic,
      payload: message.payload,
      qos,
      retain,
      dup,
      messageId,
      properties: to.mqtt5 ? { ...message.properties, messageExpiryInterval: left } : undefined,
    });
  };

  const isWanted = (to: Link, { message }: Delivery): boolean =>
    (message.expiresAt === undefined || message.expiresAt > now()) && to.mayReceive(message.topic);

  const sendWaiting = () => {
    while (link && inflight.size < Math.min(link.receiveMaximum, LIMITS.inflight)) {
      const next = waiting.shift();
      if (!next) return;
      if (!isWanted(link, next.delivery)) {
        done(next);
        continue;
      }
      const messageId = freeId();
      inflight.set(messageId, next);
      write(link, next.delivery, messageId);
    }
  };
  const done = ({ number }: Waiting) => {
    if (number !== undefined) kept.delete(number);
  };

  const session: Session = {
    clientId,
    subscriptions: new Map(),
    expirySeconds: 0,
    timers: new Set(),
    get connected() {
      return link !== undefined;
    },
    attach(next) {
      link = next;
      for (const [messageId, { delivery }] of inflight) write(next, delivery, messageId, true);
      sendWaiting();
    },
    detach(from) {
      if (link === from) link = undefined;
    },
    deliver(delivery) {
      if (delivery.qos === 0) {
        if (link && isWanted(link, delivery)) write(link, delivery);
        return;
      }
      if (waiting.length >= LIMITS.waitingMessages) return dropped();
      waiting.push({ delivery, number: kept.add(delivery) });
      sendWaiting();
    },
    acknowledge(messageId) {
      const acknowledged = inflight.get(messageId);
      if (!acknowledged) return;
      inflight.delete(messageId);
      done(acknowledged);
      sendWaiting();
    },
    forget: () => [...waiting, ...inflight.values()].forEach(done),
    end: (reason, how) => link?.end(reason, how),
  };
  const kept = keptOf(session);
  return session;
};
