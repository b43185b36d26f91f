import type { StandInState } from "../stand-in.ts";
import { newId } from "./payment-intent.ts";
import { shapes } from "./shapes.ts";
import { createShelf } from "./shelf.ts";

/** What happened to an object, with the object as it was then. https://docs.stripe.com/api/events/object */
export interface StripeEvent {
  readonly id: string;
  readonly object: "event";
  readonly api_version: string;
  readonly created: number;
  readonly data: {
    readonly object: Readonly<Record<string, unknown>>;
    readonly previous_attributes?: Readonly<Record<string, unknown>>;
  };
  readonly livemode: false;
  /** Endpoints that have not taken it yet. */
  pending_webhooks: number;
  /** What led to it; both null when Stripe or a bank did it. */
  readonly request: Cause;
  readonly type: string;
}

interface Cause {
  readonly id: string | null;
  readonly idempotency_key: string | null;
}

/** Says what happened to an object, as it is now; `before` has the fields that were different. */
export type Emit = (type: string, object: object, before?: Readonly<Record<string, unknown>>) => void;

/** Of the newest SDK there is; an endpoint may ask for another, which this stand-in does not know. */
export const API_VERSION = "2026-10-28.endive";

const KEPT_MS = 30 * 24 * 3600 * 1000;
/** A month of load tests would fill the disk; this is some 25 MB. */
const MAX_EVENTS = 20_000;
const nobody: Cause = { id: null, idempotency_key: null };

/** The events of an account, kept for 30 days as Stripe does; `send` hands each of them to the webhook endpoints. */
export const createEvents = (state: StandInState, now: () => number, send: (event: StripeEvent) => void) => {
  const events = createShelf(state.records<StripeEvent>("events", shapes.event));
  let cause = nobody;

  const prune = () => {
    const oldest = Math.floor((now() - KEPT_MS) / 1000);
    events.prune(({ created }, count) => created < oldest || count > MAX_EVENTS);
  };

  const changed = (event: StripeEvent) => events.put(event.id, event);

  const emit: Emit = (type, object, before) => {
    const event: StripeEvent = {
      id: newId("evt"),
      object: "event",
      api_version: API_VERSION,
      created: Math.floor(now() / 1000),
      data: {
        object: structuredClone(object) as Record<string, unknown>,
        ...(before && { previous_attributes: before }),
      },
      livemode: false,
      pending_webhooks: 0,
      request: cause,
      type,
    };
    changed(event);
    prune();
    send(event);
  };

  return {
    emit,
    /** To be told when another number of webhooks is pending. */
    changed,
    /** Runs what a request asks for: the events of it name the request. */
    within<T>(request: Cause, run: () => T): T {
      cause = request;
      try {
        return run();
      } finally {
        cause = nobody;
      }
    },
    find: events.get,
    /** Newest first. */
    list: (): StripeEvent[] => events.all().reverse(),
  };
};

export type Events = ReturnType<typeof createEvents>;
