import type { Audited, Difference } from "@sourdough/events-schema";
import { allowance } from "../domain/allowance.ts";
import { checkOrder, isMade, isSettled } from "../domain/order.ts";
import { checkPayment } from "../domain/payment.ts";
import type { Order, Payment } from "../domain/records.ts";
import { addReservations, checkPieces, compareReservations, productOf } from "../domain/stock.ts";
import type { AuditState, Ports, Step } from "./ports.ts";

/** What a part of a step came to. */
export interface Taken {
  readonly cursor?: string | undefined;
  readonly found: readonly Difference[];
  readonly audited?: Partial<Audited>;
  readonly memory?: AuditState["memory"];
}

/** Looks at the next part of what a step is about. */
export const takeStep = (ports: Ports, state: AuditState & { readonly step: Step }): Promise<Taken> =>
  parts[state.step](ports, state);

const none: AuditState["memory"] = { before: {}, taken: {} };

const parts: Readonly<Record<Step, (ports: Ports, state: AuditState) => Promise<Taken>>> = {
  stock: async ({ records }, { cursor, memory }) => {
    const page = await records.stock(cursor);
    const seen = Object.fromEntries(page.items.map((stock) => [productOf(stock), stock]));
    return {
      cursor: page.cursor,
      found: page.items.flatMap(checkPieces),
      audited: { products: page.items.length },
      memory: { ...memory, before: { ...memory.before, ...seen } },
    };
  },

  reservations: async ({ records }, { cursor, memory }) => {
    const page = await records.reservations(cursor);
    return {
      cursor: page.cursor,
      found: [],
      audited: { reservations: page.items.length },
      memory: { ...memory, taken: addReservations(memory.taken, page.items) },
    };
  },

  "stock-again": async ({ records }, { cursor, memory }) => {
    const page = await records.stock(cursor);
    const compared = page.items.map((stock) =>
      compareReservations(memory.before[productOf(stock)], stock, memory.taken[productOf(stock)]),
    );
    return {
      cursor: page.cursor,
      found: compared.flatMap((differences) => (differences === "changed" ? [] : differences)),
      audited: { unsettled: compared.filter((differences) => differences === "changed").length },
      memory: page.cursor === undefined ? none : memory,
    };
  },

  orders: async (ports, { cursor }) => {
    const page = await ports.records.orders(cursor);
    const now = ports.now();
    const all = await ports.records.ofOrders(
      page.items.filter((order) => order.status !== "PENDING" && isSettled(order, now)),
    );
    const pending = page.items
      .filter(({ status }) => status === "PENDING")
      .map((order) => ({
        order,
        reservation: undefined,
        ledger: [],
        published: [],
        told: new Set<string>(),
      }));
    const checked = await settled(
      ports,
      [...all, ...pending].map((records) => ({ order: records.order, found: checkOrder(records, now) })),
    );
    const young = page.items.length - all.length - pending.length;
    return {
      cursor: page.cursor,
      found: checked.found,
      audited: { orders: page.items.length - young, unsettled: young + checked.changed },
    };
  },

  payments: async (ports, { cursor }) => {
    const page = await ports.records.payments(cursor);
    const now = ports.now();
    const compared = await Promise.all(page.items.map((payment) => compare(ports, payment, now)));
    const checked = await settled(ports, compared);
    return {
      cursor: page.cursor,
      found: checked.found,
      audited: { payments: page.items.length, unsettled: checked.changed },
    };
  },

  fulfilments: async ({ records, now }) => {
    const running = await records.fulfilments(new Date(now().getTime() - allowance.decisionMs));
    return {
      found: running.map(({ orderId, since }) => ({
        invariant: 1,
        about: orderId,
        what: `its fulfilment has been running since ${since.toISOString()}`,
      })),
    };
  },

  "dead-letters": async ({ records }) => {
    const queues = await records.deadLetterQueues();
    return {
      audited: { queues: queues.length },
      found: queues
        .filter(({ messages }) => messages > 0)
        .map(({ queue, messages }) => ({
          invariant: 6,
          about: queue,
          what: `${messages} ${messages === 1 ? "message waits" : "messages wait"} for a person`,
        })),
    };
  },
};

const compare = async ({ records }: Ports, payment: Payment, now: Date) => {
  const { orderId, customerId, state, reference } = payment;
  const [order, ledger] =
    orderId && customerId
      ? await Promise.all([records.order({ orderId, customerId }), records.ledger(orderId)])
      : [undefined, []];
  const mayBeGivenBack = state === "captured" && order && !isMade(order);
  const refundedCents = mayBeGivenBack ? await records.refundedCents(reference) : 0;
  return { order, found: checkPayment({ ...payment, refundedCents }, order, ledger, now) };
};

/** Leaves out what was found of orders that changed while all that hangs on them was read. */
const settled = async (
  { records }: Ports,
  checked: readonly { order: Order | undefined; found: readonly Difference[] }[],
) => {
  const sure = await Promise.all(
    checked
      .filter(({ found }) => found.length > 0)
      .map(async ({ order, found }) => {
        const again = order && (await records.order(order));
        return order && again?.sequence !== order.sequence ? undefined : found;
      }),
  );
  return {
    found: sure.flatMap((found) => found ?? []),
    changed: sure.filter((found) => found === undefined).length,
  };
};
