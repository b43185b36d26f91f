import { randomBytes } from "node:crypto";
import { type Clock, createClock } from "../../core/clock.ts";
import { type Exchange, listen } from "../../http/listen.ts";
import { programsOnly } from "../../http/pages.ts";
import type { StandIn, StartStandIn } from "../stand-in.ts";
import { type Answer, createApi, errorAnswer } from "./api.ts";
import { authenticate } from "./authenticate.ts";
import { createEndpoints } from "./endpoints.ts";
import { ofRefusal, StripeApiError } from "./errors.ts";
import { createLedger, hasAll, type LedgerEntry, type Money } from "./ledger.ts";
import { type Metadata, presentCharge } from "./payment-intent.ts";
import { createPayments } from "./payments.ts";
import { createRouter } from "./router.ts";

export type { LedgerEntry, Money } from "./ledger.ts";

export interface StripeOptions {
  /** 0, the default, takes any free port. */
  readonly port?: number;
  readonly clock?: Clock;
  /** The only key accepted; by default every test key is. */
  readonly secretKey?: string;
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
  const { port = 0, clock = createClock(), secretKey, observe } = options;
  const ledger = createLedger(() => clock.now(), observe);
  const payments = createPayments(ledger, clock);
  const stopping = new AbortController();
  const api = createApi(createRouter(createEndpoints(payments)), clock, stopping.signal);
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
      return reply(await api.read(method, pathname, url.search.slice(1), gone.signal));
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
    charges: () => payments.charges().map(({ intent, charge }) => presentCharge(intent, charge)),
    ledger: ledger.entries,
    money: ledger.money,
    stop: async () => {
      stopping.abort();
      payments.stop();
      await listener.close();
    },
  };
};

/** For `localCloud.standIns` of an app's package.json. */
export const startStandIn: StartStandIn = ({ clock }) => startStripe({ clock });
