import type { Bakery, Customer, Delivery, FulfilmentForm, OrderBody } from "@sourdough/test-kit";
import { seededFaults } from "@sourdough/test-kit";

/** A bakery with one form of `FulfilOrder`, somebody who orders, and ways to make trouble for both forms alike. */
export interface Stage {
  readonly form: FulfilmentForm;
  readonly bakery: Bakery;
  readonly ann: Customer;
  /**
   * Kills the worker that does a step of the saga, once, before or after the service behind it did its part. A step
   * that needs no worker in one of the forms has none to kill there.
   */
  kill(step: Step, when: "before" | "after"): void;
  /** Waits until the order is at a place of the saga. */
  reached(orderId: string, event: string): Promise<void>;
}

/** What a worker calls in a step of the saga; in a state machine Step Functions itself asks for stock and money. */
export const workers = {
  "the start": {
    "durable-function": ["PlaceOrder", "Invoke", 1],
    "state-machine": ["PlaceOrder", "StartExecution", 1],
  },
  "the first checkpoint": {
    "durable-function": ["FulfilOrder", "CheckpointDurableExecution", 1],
    "state-machine": undefined,
  },
  "the check": { "durable-function": ["FulfilOrder", "BatchGetItem", 1], "state-machine": undefined },
  "the request to the stock": {
    "durable-function": ["FulfilOrder", "PutEvents", 1],
    "state-machine": undefined,
  },
  "the request to the payments": {
    "durable-function": ["FulfilOrder", "PutEvents", 2],
    "state-machine": undefined,
  },
  "reading the order": {
    "durable-function": ["FulfilOrder", "GetItem", 4],
    "state-machine": ["ChangeOrderStatus", "GetItem", 1],
  },
  "the confirmation": {
    "durable-function": ["FulfilOrder", "TransactWriteItems", 1],
    "state-machine": ["ChangeOrderStatus", "TransactWriteItems", 1],
  },
} as const satisfies Record<
  string,
  Record<FulfilmentForm, readonly [fn: string, operation: string, nth: number] | undefined>
>;
export type Step = keyof typeof workers;

export interface SagaCase {
  readonly order?: Partial<OrderBody>;
  /** Before the order is placed. */
  readonly trouble?: (stage: Stage) => void;
  /** While it is under way. */
  readonly meanwhile?: (stage: Stage, orderId: string) => Promise<unknown>;
  readonly expected: { status: string; reason?: string; sequence: number };
}

const confirmed = { status: "CONFIRMED", sequence: 2 };
const cancelled = { status: "CANCELLED", sequence: 2 };
const rejected = (reason: string) => ({ status: "REJECTED", reason, sequence: 2 });
const line = (sku: string, quantity: number, unitPriceCents: number) => ({
  lines: [{ sku, quantity, unitPriceCents }],
});

/** Holds back each copy of an event on its way to `target` for so many seconds. */
const holdBack =
  (event: string, target: string, ...seconds: number[]) =>
  ({ bakery }: Stage) =>
    bakery.faults.onDelivery((delivery) =>
      isOf(delivery, event, target) ? seconds.map((each) => each * 1000) : [0],
    );
const isOf = ({ service, to, payload }: Delivery, event: string, target: string) =>
  service === "events" && to.includes(target) && String(payload).includes(`"${event}"`);

/** The bus refuses an event so often. */
const refuse =
  (event: string, times: number) =>
  ({ bakery }: Stage) => {
    let left = times;
    bakery.faults.onPublish((detailType) => detailType === event && left-- > 0);
  };

const cancel = async ({ bakery, ann }: Stage, orderId: string) => {
  let status: number | undefined;
  void ann.request("POST", `/orders/${orderId}/cancel`).then((response) => {
    status = response.status;
  });
  // Where there is nothing to stop yet, it tries again.
  await bakery.until(`${orderId} is cancelled`, () => status, { between: () => bakery.pass(1000) });
  if (status !== 200) throw new Error(`Cancelling ${orderId} was answered ${status}.`);
};

/** Cancels once an event of the order was published; what answers it is held back meanwhile. */
const cancelAfter = (event: string) => async (stage: Stage, orderId: string) => {
  await stage.reached(orderId, event);
  await stage.bakery.quiet();
  await cancel(stage, orderId);
};

/** Moves the clock on by so many seconds once an event of the order was published. */
const passAfter = (event: string, seconds: number) => async (stage: Stage, orderId: string) => {
  await stage.reached(orderId, event);
  await stage.bakery.pass(seconds * 1000);
};

const longestMs = ({ service }: Delivery) => (service === "pipes" ? 15_000 : 500_000);
const seeded =
  (seed: number) =>
  ({ bakery }: Stage) => {
    const trouble = seededFaults(seed, { duplicate: 0.5, delay: 0.3, maxDelayMs: 60_000 });
    bakery.faults.onDelivery((delivery) =>
      trouble.delivery(delivery).map((ms) => Math.min(ms, longestMs(delivery))),
    );
  };

const interrupted = (Object.keys(workers) as Step[]).flatMap((step) =>
  (["before", "after"] as const).map((when): [string, SagaCase] => [
    `a worker that dies ${when} ${step}`,
    { trouble: (stage) => stage.kill(step, when), expected: confirmed },
  ]),
);

/** Stories of one order that both forms of `FulfilOrder` have to tell alike. */
export const sagaCases: Readonly<Record<string, SagaCase>> = {
  "an order": { expected: confirmed },
  "several products": {
    order: {
      lines: [...line("butter-croissant", 2, 280).lines, ...line("country-loaf", 1, 620).lines],
    },
    expected: confirmed,
  },
  "a product that is not there": { order: line("panettone", 1, 2400), expected: rejected("unknown_product") },
  "a price that changed": { order: line("butter-croissant", 1, 270), expected: rejected("price_changed") },
  "more than a customer may order": {
    order: line("wedding-cake", 11, 9900),
    expected: rejected("limit_exceeded"),
  },
  "nothing left": { order: line("simit", 1, 250), expected: rejected("sold_out") },
  "a card that is declined": {
    order: { paymentMethodId: "pm_card_chargeDeclined" },
    expected: rejected("payment_declined"),
  },

  "everything twice": {
    trouble: ({ bakery }) => bakery.faults.onDelivery(() => [0, 0]),
    expected: confirmed,
  },
  "everything twice, declined": {
    order: { paymentMethodId: "pm_card_chargeDeclined" },
    trouble: ({ bakery }) => bakery.faults.onDelivery(() => [0, 0]),
    expected: rejected("payment_declined"),
  },
  "copies and delays in any order, seed 1": { trouble: seeded(1), expected: confirmed },
  "copies and delays in any order, seed 2": { trouble: seeded(2), expected: confirmed },
  "the customer sends it again": {
    meanwhile: async ({ ann }, orderId) => {
      for (let time = 0; time < 3; time++) await ann.place({}, orderId);
    },
    expected: confirmed,
  },
  "the customer sends it again when it is confirmed": {
    meanwhile: async ({ ann, reached }, orderId) => {
      await reached(orderId, "OrderConfirmed");
      await ann.place({}, orderId);
    },
    expected: confirmed,
  },

  "a reply that comes again after the next one": {
    trouble: holdBack("StockReserved", "ResumeFulfilment", 0, 5),
    expected: confirmed,
  },
  "a reply that comes three times, the first one last": {
    trouble: holdBack("PaymentAuthorized", "ResumeFulfilment", 30, 0, 60),
    expected: confirmed,
  },
  "a reply of the stock just in time": {
    trouble: holdBack("StockReserved", "ResumeFulfilment", 170),
    meanwhile: passAfter("StockReserved", 172),
    expected: confirmed,
  },
  "a reply of the stock that is late": {
    trouble: holdBack("StockReserved", "ResumeFulfilment", 200),
    expected: rejected("stock_timeout"),
  },
  "a refusal of the stock that is late": {
    order: line("simit", 1, 250),
    trouble: holdBack("StockRejected", "ResumeFulfilment", 200),
    expected: rejected("stock_timeout"),
  },
  "a request to the stock that is late": {
    trouble: holdBack("StockReservationRequested", "StockReservation", 200),
    expected: rejected("stock_timeout"),
  },
  "a reply of the payments just in time": {
    trouble: holdBack("PaymentAuthorized", "ResumeFulfilment", 350),
    meanwhile: passAfter("PaymentAuthorized", 352),
    expected: confirmed,
  },
  "a reply of the payments that is late": {
    trouble: holdBack("PaymentAuthorized", "ResumeFulfilment", 400),
    expected: rejected("payment_timeout"),
  },
  "a request to the payments that is late": {
    trouble: holdBack("PaymentRequested", "AuthorizePayment", 400),
    expected: rejected("payment_timeout"),
  },

  "a bus that refuses the request to the stock twice": {
    trouble: refuse("StockReservationRequested", 2),
    expected: confirmed,
  },
  "a bus that refuses the request to the payments three times": {
    trouble: refuse("PaymentRequested", 3),
    expected: confirmed,
  },

  "cancelled before its fulfilment begins": {
    trouble: (stage) => stage.kill("the start", "before"),
    meanwhile: async (stage, orderId) => {
      await stage.bakery.until("the order is there", async () => stage.ann.order(orderId));
      await cancel(stage, orderId);
    },
    expected: cancelled,
  },
  "cancelled while it waits for the stock": {
    trouble: holdBack("StockReserved", "ResumeFulfilment", 30),
    meanwhile: cancelAfter("StockReserved"),
    expected: cancelled,
  },
  "cancelled before the stock is asked": {
    trouble: holdBack("StockReservationRequested", "StockReservation", 30),
    meanwhile: cancelAfter("StockReservationRequested"),
    expected: cancelled,
  },
  "cancelled while it waits for the money": {
    trouble: holdBack("PaymentAuthorized", "ResumeFulfilment", 30),
    meanwhile: cancelAfter("PaymentAuthorized"),
    expected: cancelled,
  },
  "cancelled before the money is asked for": {
    trouble: holdBack("PaymentRequested", "AuthorizePayment", 30),
    meanwhile: cancelAfter("PaymentRequested"),
    expected: cancelled,
  },
  "cancelled when it is confirmed": {
    meanwhile: cancelAfter("OrderConfirmed"),
    expected: { status: "CANCELLED", sequence: 3 },
  },

  ...Object.fromEntries(interrupted),
  "a worker that dies while it rejects": {
    order: line("butter-croissant", 1, 270),
    trouble: (stage) => stage.kill("the confirmation", "after"),
    expected: rejected("price_changed"),
  },
};
