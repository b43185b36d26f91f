import {
  type EventContract,
  OrderCancelled,
  OrderConfirmed,
  OrderRejected,
  type ParsedEvent,
  PaymentRequested,
  type ProviderEventReceived,
} from "@sourdough/events-schema";
import { type OutboxItem, TransientError } from "@sourdough/lambda-kit";
import { evolve, noPayment, type PaymentEvent } from "../src/domain/payment.ts";
import type { AtProvider, DisputeAtProvider } from "../src/domain/reconcile.ts";
import type { DisputeExecutions } from "../src/use-cases/dispute-ports.ts";
import type { PaymentLedger, PaymentProvider, Ports, ProviderEventLog } from "../src/use-cases/ports.ts";

/** Runs around every call of a port: to interleave calls, or to crash before or after one. */
export type Around = <T>(call: string, run: () => Promise<T>) => Promise<T>;

const straight: Around = (_, run) => run();

/** A ledger that knows what DynamoDB would: entries by number and published events by id. */
export const fakeLedger = (around: Around = straight) => {
  const entries: PaymentEvent[] = [];
  const published = new Map<string, OutboxItem>();
  const ledger: PaymentLedger = {
    load: () =>
      around("load", async () => ({
        payment: entries.reduce(evolve, noPayment),
        version: entries.length,
      })),
    append: (_, version, events, outbox) =>
      around("append", async () => {
        if (entries.length !== version || outbox.some(({ eventId }) => published.has(eventId))) return false;
        entries.push(...events);
        for (const item of outbox) published.set(item.eventId, item);
        return true;
      }),
    publish: (item) =>
      around("publish", async () => {
        if (!published.has(item.eventId)) published.set(item.eventId, item);
      }),
  };
  return {
    ledger,
    history: () => entries.map(({ type }) => type),
    published: (name?: string) =>
      [...published.values()]
        .filter(({ detailType }) => name === undefined || detailType === name)
        .map(({ detailType, detail }) => ({ name: detailType, ...JSON.parse(detail) })),
  };
};

/** A provider with one payment: the state of the intent decides, as at Stripe. */
export const fakeProvider = (around: Around = straight, card: "good" | "bad" | "unknown" = "good") => {
  let status: "none" | "open" | "declined" | "held" | "expired" | "taken" | "cancelled" = "none";
  let authorizations = 0;
  let disputes: DisputeAtProvider[] = [];
  const refunds = { ownCents: 0, byHandCents: 0 };
  const left = () => amountCents - refunds.ownCents - refunds.byHandCents;
  const mustBe = (...allowed: (typeof status)[]) => {
    if (!allowed.includes(status)) throw new TransientError(`The intent is ${status}`);
  };
  const money = (): AtProvider["money"] => {
    if (status === "taken") return "captured";
    if (status === "held") return "held";
    if (status === "expired" || status === "cancelled") return { gone: status };
    return status === "declined" ? { gone: "declined" } : "open";
  };
  const provider: PaymentProvider = {
    open: () =>
      around("open", async () => {
        if (card === "unknown") return { declineCode: "payment_method_unknown" };
        if (status === "none") status = "open";
        return { reference: "pi_1" };
      }),
    confirm: () =>
      around("confirm", async () => {
        if (status === "cancelled") return { outcome: "voided" };
        if (status === "open") {
          status = card === "good" ? "held" : "declined";
          if (status === "held") authorizations++;
        }
        return status === "declined"
          ? { outcome: "declined", declineCode: "generic_decline" }
          : { outcome: "authorized" };
      }),
    capture: () =>
      around("capture", async () => {
        if (status === "cancelled" || status === "expired")
          return { outcome: "lost", reason: status } as const;
        mustBe("held", "taken");
        status = "taken";
        return { outcome: "captured" } as const;
      }),
    cancel: () =>
      around("cancel", async () => {
        if (status === "taken") return "captured";
        mustBe("open", "declined", "held", "cancelled", "expired");
        if (status !== "expired") status = "cancelled";
        return "cancelled";
      }),
    refund: () =>
      around("refund", async () => {
        mustBe("taken");
        refunds.ownCents += left();
        return { ...refunds };
      }),
    look: () =>
      around("look", async () =>
        status === "none"
          ? undefined
          : { orderId, now: { money: money(), refunds: { ...refunds }, disputes } },
      ),
  };
  return {
    provider,
    status: () => (status === "taken" && left() === 0 ? "refunded" : status),
    authorizations: () => authorizations,
    refunds: () => ({ ...refunds }),
    /** What days without a capture do. */
    expire: async () => {
      if (status === "held") status = "expired";
    },
    /** As a person in the Dashboard. */
    refundByHand: async (cents: number) => {
      if (status === "taken") refunds.byHandCents += Math.min(cents, left());
    },
    /** The customer's bank, at first and in the end. */
    dispute: async (change: Partial<DisputeAtProvider> = {}) => {
      disputes = [{ ...aDispute, ...disputes[0], ...change }];
    },
  };
};

const orderId = "ord-01JD7Q2Z8M4V6T0K9X3C5B7N1A";
/** Of `PaymentRequested.examples[0]`. */
export const { amountCents } = PaymentRequested.examples[0];
const aDispute: DisputeAtProvider = {
  disputeId: "du_1",
  amountCents,
  disputeReason: "fraudulent",
  answerBy: "2026-12-02T07:30:00.000Z",
};

/** A log of handled events that forgets nothing. */
export const fakeProviderEvents = (around: Around = straight) => {
  const known = new Set<string>();
  const providerEvents: ProviderEventLog = {
    isHandled: (id) => around("isHandled", async () => known.has(id)),
    noteHandled: (id) => around("noteHandled", async () => void known.add(id)),
  };
  return providerEvents;
};

/** Executions that only say what was asked of them, of disputes that have no callbacks yet. */
export const fakeExecutions = () => {
  const started: string[] = [];
  const woken: string[] = [];
  const executions: DisputeExecutions = {
    start: async ({ disputeId }) => void started.push(disputeId),
    wake: async (callbackId) => void woken.push(callbackId),
  };
  return { executions, started, woken };
};

/** What the queue has of an event of the provider. */
export const providerEvent = (type: string, providerEventId = `evt_${type}`): ProviderEventReceived => ({
  metadata: {
    correlationId: providerEventId,
    causationId: "request-1",
    traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
  },
  data: { providerEventId: providerEventId.replaceAll(".", "_"), type, providerReference: "pi_1" },
});

export const portsOf = (ledger: PaymentLedger, provider: PaymentProvider): Ports => ({
  ledger,
  provider,
  testProvider: provider,
  now: () => new Date("2026-11-23T07:30:00.000Z"),
  newId: (prefix) => `${prefix}-01JD7Q2Z8M4V6T0K9X3C5B7N1A`,
});

const eventOf = <Event extends EventContract>(contract: Event, eventId: string, data: object) =>
  ({
    source: contract.source,
    name: contract.name,
    metadata: {
      eventId,
      version: contract.version,
      occurredAt: "2026-11-23T07:29:59.000Z",
      correlationId: "ord-01JD7Q2Z8M4V6T0K9X3C5B7N1A",
      causationId: "message-1",
      traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
    },
    data: contract.data.parse({ ...contract.examples[0], ...data }),
  }) as ParsedEvent<Event>;

const ulid = "01JD7Q2Z8M4V6T0K9X3C5B7N1A";

/** A request of the workflow, which waits with `replyTo`. */
export const requested = (replyTo = "token-1") =>
  eventOf(PaymentRequested, `evt-${ulid}-${replyTo}`, { replyTo });
export const confirmed = () => eventOf(OrderConfirmed, `evt-${ulid}-confirmed`, {});
export const rejected = () => eventOf(OrderRejected, `evt-${ulid}-rejected`, {});
export const cancelled = () => eventOf(OrderCancelled, `evt-${ulid}-cancelled`, {});
