import { randomBytes } from "node:crypto";
import type { Cancel, Clock } from "../../core/clock.ts";
import type { WebhookSender } from "../webhooks.ts";
import { missing } from "./errors.ts";
import type { StripeEvent } from "./events.ts";
import { type Metadata, newId } from "./payment-intent.ts";
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

/** Where events are sent, and how long they are tried. */
export const createWebhooks = (clock: Clock, sender: () => WebhookSender) => {
  const endpoints = new Map<string, WebhookEndpoint>();
  const waiting = new Set<Cancel>();
  const stopping = new AbortController();

  const later = (ms: number, run: () => void) => {
    const cancel = clock.schedule(ms, () => {
      waiting.delete(cancel);
      run();
    });
    waiting.add(cancel);
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

  const deliver = async (endpoint: WebhookEndpoint, event: StripeEvent, attempt: number): Promise<void> => {
    if (stopping.signal.aborted || !endpoint.enabled || !endpoints.has(endpoint.id)) return;
    if (await offer(endpoint, event, attempt)) {
      event.pending_webhooks = Math.max(0, event.pending_webhooks - 1);
      return;
    }
    const wait = retriesMs[attempt - 1];
    if (wait !== undefined && !stopping.signal.aborted)
      later(wait, () => void deliver(endpoint, event, attempt + 1));
  };

  const send = (event: StripeEvent): void => {
    for (const endpoint of endpoints.values()) {
      if (!endpoint.enabled || !endpoint.events.some((type) => type === "*" || type === event.type)) continue;
      event.pending_webhooks++;
      const plan = sender().plan(endpoint.url, event);
      // What is lost on the way has not been taken.
      if (plan.length === 0) later(retriesMs[0]!, () => void deliver(endpoint, event, 2));
      for (const ms of plan) later(ms, () => void deliver(endpoint, event, 1));
    }
  };

  return {
    send,
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
      return endpoint;
    },
    remove: (id: string) => endpoints.delete(id),
    /** As in the Dashboard: the old secret goes on signing for a while. https://docs.stripe.com/webhooks#roll-endpoint-secrets */
    roll(endpoint: WebhookEndpoint, secret: string, keepOldMs: number): void {
      for (const old of endpoint.secrets)
        old.until = Math.min(old.until ?? Number.POSITIVE_INFINITY, clock.now() + keepOldMs);
      endpoint.secrets.unshift({ value: secret });
    },
    stop(): void {
      stopping.abort();
      for (const cancel of waiting) cancel();
      waiting.clear();
    },
  };
};

export type Webhooks = ReturnType<typeof createWebhooks>;
