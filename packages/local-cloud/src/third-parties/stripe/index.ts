import { randomBytes } from "node:crypto";
import { type Clock, createClock } from "../../core/clock.ts";
import { type Exchange, listen } from "../../http/listen.ts";
import { programsOnly } from "../../http/pages.ts";
import { openState } from "../../state/state.ts";
import type { StandIn, StandInState, StartStandIn } from "../stand-in.ts";
import { plainSender } from "../webhooks.ts";
import { createAccount } from "./account.ts";
import { type Answer, createApi, errorAnswer } from "./api.ts";
import { authenticate } from "./authenticate.ts";
import { createDisputeEndpoints } from "./dispute-endpoints.ts";
import { createDisputes, type DisputeDraft, type Disputes } from "./disputes.ts";
import { ofRefusal, StripeApiError } from "./errors.ts";
import { createEventEndpoints } from "./event-endpoints.ts";
import { createEvents } from "./events.ts";
import { createLedger, hasAll, type LedgerEntry, type Money } from "./ledger.ts";
import { addEndpoints, readOptions, type StripeSettings } from "./options.ts";
import { createPaymentEndpoints } from "./payment-endpoints.ts";
import { type Metadata, presentCharge } from "./payment-intent.ts";
import { createPayments } from "./payments.ts";
import { createRouter } from "./router.ts";
import { createWebhooks } from "./webhooks.ts";

export type { LedgerEntry, Money } from "./ledger.ts";

export interface StripeOptions {
  /** 0, the default, takes any free port. */
  readonly port?: number;
  readonly clock?: Clock;
  /** By default nothing outlasts the process. */
  readonly state?: StandInState;
  /** The only key accepted; by default every test key is. */
  readonly secretKey?: string;
  /** With these, webhooks are sent from `attach` on. */
  readonly settings?: StripeSettings;
  /** Called for each movement of money. */
  observe?(entry: LedgerEntry): void;
}

/** A running stand-in for Stripe. Point the SDK at it with `{ host, port, protocol: "http" }`. */
export interface StripeStandIn extends StandIn {
  readonly port: number;
  /**
   * Takes the provider down for so many milliseconds of the clock, or until told otherwise. `unavailable` answers
   * 503, `unreachable` cuts every connection.
   */
  down(forMs: number | boolean, how?: "unavailable" | "unreachable"): void;
  /** Ends the hold of a payment with this metadata as a person would in the Dashboard; does nothing without one. */
  endHold(metadata: Metadata): void;
  /** Has the bank of whoever paid with this metadata dispute it; answers with the dispute's id. */
  dispute(metadata: Metadata, draft?: DisputeDraft): string;
  /** Every dispute as Stripe presents it, newest first. */
  disputes(): ReturnType<Disputes["present"]>[];
  /** The bank's verdict on a dispute that was answered. */
  decide(disputeId: string, outcome: "won" | "lost"): void;
  /** Gives every endpoint another signing secret, beside which the old one still signs for so long. */
  rollSecrets(secret: string, keepOldMs: number): void;
  /** Every charge as Stripe presents it, declined ones too, oldest first. */
  charges(): ReturnType<typeof presentCharge>[];
  /** Every movement of money, oldest first. */
  ledger(): readonly LedgerEntry[];
  /** What happened to the money of payments with this metadata; zeros when there are none. */
  money(metadata: Metadata): Money;
}

const MAX_BODY_BYTES = 1024 * 1024;

/** Starts the payment provider stand-in: PaymentIntents and refunds over Stripe's own wire protocol. */
export const startStripe = async (options: StripeOptions = {}): Promise<StripeStandIn> => {
  const { port = 0, clock = createClock(), secretKey, observe, settings } = options;
  const state = options.state ?? openState({ warn: console.error });
  const ledger = createLedger(state, clock.now, observe);
  let sender = plainSender;
  const webhooks = createWebhooks({
    state,
    clock,
    sender: () => sender,
    taken: (event) => events.changed(event),
  });
  const events = createEvents(state, clock.now, webhooks.send);
  const account = createAccount(state);
  const disputes = createDisputes(state, account, ledger, clock, events.emit);
  const payments = createPayments(account, ledger, clock, events.emit, disputes);
  const begin = () => {
    webhooks.begin(events.find);
    payments.begin();
    disputes.begin();
  };
  if (!settings) begin();
  const stopping = new AbortController();
  const endpoints = {
    ...createPaymentEndpoints(payments),
    ...createDisputeEndpoints(disputes),
    ...createEventEndpoints(events, webhooks),
  };
  const api = createApi(state, createRouter(endpoints), clock, stopping.signal, events.within);
  const intentOf = (metadata: Metadata) => {
    const found = payments.intents().find((one) => one.charge?.captured && hasAll(one.metadata, metadata));
    const intent = found && payments.intent(found.id);
    if (intent?.charge) return { intent, charge: intent.charge };
    throw new Error(`No money was taken for ${JSON.stringify(metadata)}, so there is nothing to dispute.`);
  };
  let downUntil = 0;
  let downAs: "unavailable" | "unreachable" = "unavailable";

  const handle = async ({ request, response, url, body }: Exchange) => {
    const requestId = `req_${randomBytes(7).toString("hex")}`;
    const gone = new AbortController();
    response.on("close", () => gone.abort());
    const reply = (answer: Answer | undefined) => {
      if (!answer) return void response.destroy();
      const version = request.headers["stripe-version"];
      response.writeHead(answer.status, {
        "Content-Type": "application/json",
        "Request-Id": requestId,
        ...(version !== undefined && { "Stripe-Version": version }),
        ...answer.headers,
      });
      return void response.end(answer.body);
    };
    try {
      const text = (await body(MAX_BODY_BYTES)).toString();
      if (clock.now() < downUntil) {
        if (downAs === "unreachable") return reply(undefined);
        throw new StripeApiError(
          503,
          "api_error",
          "Stripe is temporarily unavailable. Please try again later.",
        );
      }
      authenticate(request.headers.authorization, secretKey);
      const { pathname } = url;
      const method = request.method ?? "GET";
      if (method === "POST") {
        const key = request.headers["idempotency-key"];
        return reply(
          await api.post(pathname, text, typeof key === "string" ? key : undefined, requestId, gone.signal),
        );
      }
      return reply(await api.ask(method, pathname, url.search.slice(1), requestId, gone.signal));
    } catch (error) {
      return reply(errorAnswer(error));
    }
  };

  const listener = await listen({
    name: "The stand-in for Stripe",
    port,
    handle,
    guard: programsOnly("The stand-in for Stripe"),
    describe: ({ status, message }) => ({ error: ofRefusal(status, message).body }),
    warn: console.error,
    keepAliveMs: 120_000,
    settled: state.settled,
  });

  return {
    url: listener.url,
    port: listener.port,
    down(forMs, how = "unavailable") {
      downUntil = typeof forMs === "number" ? clock.now() + forMs : forMs ? Number.POSITIVE_INFINITY : 0;
      downAs = how;
    },
    endHold: (metadata) => {
      for (const intent of payments.intents())
        if (hasAll(intent.metadata, metadata) && intent.status === "requires_capture")
          payments.cancel(intent, "fraudulent");
    },
    dispute: (metadata, draft) => {
      const { intent, charge } = intentOf(metadata);
      return disputes.open(intent, charge, draft).id;
    },
    disputes: () => disputes.list().map(disputes.present),
    decide: (disputeId, outcome) => disputes.decide(disputes.find(disputeId), outcome),
    rollSecrets: (secret, keepOldMs) => {
      for (const endpoint of webhooks.list()) webhooks.roll(endpoint, secret, keepOldMs);
    },
    attach: (app) => {
      sender = app.webhooks;
      if (!settings) return;
      addEndpoints(webhooks, settings, app);
      begin();
    },
    charges: () => payments.charges().map(({ intent, charge }) => presentCharge(intent, charge)),
    ledger: ledger.entries,
    money: ledger.money,
    stop: async () => {
      stopping.abort();
      payments.stop();
      disputes.stop();
      webhooks.stop();
      await listener.close();
    },
  };
};

/** For `localCloud.standIns` of an app's package.json. */
export const startStandIn: StartStandIn = async ({ clock, state, options }) =>
  startStripe({ clock, state, settings: readOptions(options) });
