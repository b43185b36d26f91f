import { randomBytes } from "node:crypto";
import type { Cancel, Clock } from "../../core/clock.ts";
import type { StandInState } from "../stand-in.ts";
import type { WebhookSender } from "../webhooks.ts";
import { missing } from "./errors.ts";
import type { StripeEvent } from "./events.ts";
import { type Metadata, newId } from "./payment-intent.ts";
import { shapes } from "./shapes.ts";
import { signatureOf } from "./signature.ts";

export interface WebhookEndpoint {
  readonly id: string;
  readonly created: number;
  url: string;
  /** Types, or `*` for all. */
  events: readonly string[];
  description: string | null;
  metadata: Metadata;
  enabled: boolean;
  /** What of the options it was made of; absent of those that were made by requests. */
  readonly declared?: string;
  /** Every one of them signs; `until`, in milliseconds since the epoch, ends one that is replaced. */
  secrets: { readonly value: string; until?: number }[];
}

const minute = 60_000;
const hour = 60 * minute;
/**
 * Waits between the tries of one delivery. Stripe goes on "for up to three days with an exponential back off" in live
 * mode (https://docs.stripe.com/webhooks#automatic-retries) and names no times: these have been observed.
 */
const retriesMs = [5 * minute, 25 * minute, 1.5 * hour, 2 * hour, 4 * hour, 8 * hour, 24 * hour, 24 * hour];
/** An endpoint that takes longer has failed. */
const TIMEOUT_MS = 30_000;

export const presentEndpoint = (endpoint: WebhookEndpoint, withSecret = false) => ({
  id: endpoint.id,
  object: "webhook_endpoint",
  api_version: null,
  application: null,
  created: endpoint.created,
  description: endpoint.description,
  enabled_events: endpoint.events,
  livemode: false,
  metadata: endpoint.metadata,
  ...(withSecret && { secret: endpoint.secrets[0]?.value }),
  status: endpoint.enabled ? "enabled" : "disabled",
  url: endpoint.url,
});

/** An event that an endpoint has not taken yet. */
interface Delivery {
  readonly endpoint: string;
  readonly event: StripeEvent;
  /** Of the next try. */
  attempt: number;
  /** Milliseconds since the epoch. */
  due: number;
}
type KeptDelivery = Omit<Delivery, "event"> & { readonly event: string };

interface WebhookOptions {
  readonly state: StandInState;
  readonly clock: Clock;
  sender(): WebhookSender;
  /** Told when an event is pending at one endpoint less. */
  taken?(event: StripeEvent): void;
}

/** Where events are sent, and how long they are tried. Nothing is sent before `begin`. */
export const createWebhooks = ({ state, clock, sender, taken }: WebhookOptions) => {
  const keptEndpoints = state.records<WebhookEndpoint>("webhook-endpoints", shapes.endpoint);
  const endpoints = new Map(keptEndpoints.read());
  const kept = state.records<Delivery, KeptDelivery>("deliveries", shapes.delivery, (delivery) => ({
    ...delivery,
    event: delivery.event.id,
  }));
  const left = [...kept.read()];
  const deliveries = new Map<string, Delivery>();
  const waiting = new Set<Cancel>();
  const stopping = new AbortController();
  let hasBegun = false;

  const changed = (endpoint: WebhookEndpoint) => keptEndpoints.put(endpoint.id, endpoint);

  /** Tries when it is due. */
  const awaitDue = (key: string, delivery: Delivery) => {
    deliveries.set(key, delivery);
    kept.put(key, delivery);
    if (!hasBegun) return;
    const cancel = clock.schedule(delivery.due - clock.now(), () => {
      waiting.delete(cancel);
      void deliver(key, delivery);
    });
    waiting.add(cancel);
  };
  const forget = (key: string) => {
    deliveries.delete(key);
    kept.delete(key);
  };

  const secretsOf = (endpoint: WebhookEndpoint) => {
    endpoint.secrets = endpoint.secrets.filter(({ until = Number.POSITIVE_INFINITY }) => until > clock.now());
    return endpoint.secrets.map(({ value }) => value);
  };

  const request = (endpoint: WebhookEndpoint, event: StripeEvent) => {
    const body = JSON.stringify(event, null, 2);
    return new Request(endpoint.url, {
      method: "POST",
      headers: {
        "Content-Type": "application/json; charset=utf-8",
        "Stripe-Signature": signatureOf(body, secretsOf(endpoint), Math.floor(clock.now() / 1000)),
        "User-Agent": "Stripe/1.0 (+https://stripe.com/docs/webhooks)",
      },
      redirect: "manual",
      body,
    });
  };

  /** Whether the endpoint took it in time. */
  const offer = async (endpoint: WebhookEndpoint, event: StripeEvent, attempt: number): Promise<boolean> => {
    const inTime = new AbortController();
    const tooLate = clock.wait(TIMEOUT_MS, AbortSignal.any([inTime.signal, stopping.signal]));
    try {
      const answer = await Promise.race([
        sender().send(request(endpoint, event), event, attempt),
        tooLate.then(() => undefined),
      ]);
      return answer?.ok === true;
    } catch {
      return false;
    } finally {
      inTime.abort();
      await tooLate.catch(() => undefined);
    }
  };

  const deliver = async (key: string, delivery: Delivery): Promise<void> => {
    const { event, attempt } = delivery;
    const endpoint = endpoints.get(delivery.endpoint);
    if (!endpoint?.enabled) return forget(key);
    const isTaken = await offer(endpoint, event, attempt);
    if (stopping.signal.aborted) return;
    const wait = retriesMs[attempt - 1];
    if (!isTaken && wait !== undefined)
      return awaitDue(key, { ...delivery, attempt: attempt + 1, due: clock.now() + wait });
    forget(key);
    if (!isTaken) return;
    event.pending_webhooks = Math.max(0, event.pending_webhooks - 1);
    taken?.(event);
  };

  const send = (event: StripeEvent): void => {
    for (const { id, url, enabled, events } of endpoints.values()) {
      if (!enabled || !events.some((type) => type === "*" || type === event.type)) continue;
      event.pending_webhooks++;
      const plan = sender().plan(url, event);
      const add = (ms: number, attempt: number, copy = 0) =>
        awaitDue(`${event.id} ${id} ${copy}`, { endpoint: id, event, attempt, due: clock.now() + ms });
      // What is lost on the way has not been taken.
      if (plan.length === 0) add(retriesMs[0]!, 2);
      for (const [copy, ms] of plan.entries()) add(ms, 1, copy);
    }
  };

  return {
    send,
    /** From now on sends, first what the run before and the time until now left; `eventOf` knows events by id. */
    begin(eventOf: (id: string) => StripeEvent | undefined): void {
      hasBegun = true;
      const early = [...deliveries];
      for (const [key, delivery] of left) {
        const event = eventOf(delivery.event);
        if (event) awaitDue(key, { ...delivery, event });
        else kept.delete(key);
      }
      for (const [key, delivery] of early) awaitDue(key, delivery);
    },
    changed,
    list: (): WebhookEndpoint[] => [...endpoints.values()].reverse(),
    find(id: string): WebhookEndpoint {
      const endpoint = endpoints.get(id);
      if (!endpoint) throw missing("webhook endpoint", id, "id");
      return endpoint;
    },
    add(draft: Pick<WebhookEndpoint, "url" | "events"> & Partial<WebhookEndpoint>): WebhookEndpoint {
      const endpoint: WebhookEndpoint = {
        id: newId("we"),
        created: Math.floor(clock.now() / 1000),
        description: null,
        metadata: {},
        enabled: true,
        secrets: [{ value: `whsec_${randomBytes(24).toString("base64url")}` }],
        ...draft,
      };
      endpoints.set(endpoint.id, endpoint);
      changed(endpoint);
      return endpoint;
    },
    remove(id: string): void {
      endpoints.delete(id);
      keptEndpoints.delete(id);
    },
    /** As in the Dashboard: the old secret goes on signing for a while. https://docs.stripe.com/webhooks#roll-endpoint-secrets */
    roll(endpoint: WebhookEndpoint, secret: string, keepOldMs: number): void {
      for (const old of endpoint.secrets)
        old.until = Math.min(old.until ?? Number.POSITIVE_INFINITY, clock.now() + keepOldMs);
      endpoint.secrets.unshift({ value: secret });
      changed(endpoint);
    },
    stop(): void {
      stopping.abort();
      for (const cancel of waiting) cancel();
      waiting.clear();
    },
  };
};

export type Webhooks = ReturnType<typeof createWebhooks>;
