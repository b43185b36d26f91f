import type { Bakery, Item } from "./bakery.ts";
import { unfinished } from "./unfinished.ts";

/**
 * Throws when one of the system's invariants does not hold, with everything that is wrong. Call `settle` before.
 * `poisoned` names how many messages a test made that nobody can handle, by dead-letter queue, and `warned` the warnings
 * that it was to cause; after an attack (`attacked`) dead letters and warnings are what it was to leave.
 */
export const checkInvariants = async (
  bakery: Bakery,
  {
    poisoned = {},
    warned,
    attacked = false,
  }: { poisoned?: Record<string, number>; warned?: RegExp; attacked?: boolean } = {},
): Promise<void> => {
  const [orders, inventory, payments] = await Promise.all([
    bakery.items("orders"),
    bakery.items("inventory"),
    bakery.items("payments"),
  ]);
  const known = new Map<string, Item>(
    // An id that was taken is another order's, which is here as well.
    orders
      .filter(({ entity, reason }) => entity === "order" && reason !== "id_taken")
      .map((item) => [String(item.orderId), item]),
  );
  const wrong = [
    ...(await unfinished(bakery)),
    ...wrongStock(inventory, [...known.values()]),
    ...wrongMoney(bakery, known),
    ...wrongDisputes(bakery, payments),
    ...wrongSequences(bakery, known),
    ...wrongImports(bakery, inventory),
    ...(attacked
      ? []
      : [...wrongDeadLetters(bakery, poisoned), ...bakery.warnings.filter((text) => !warned?.test(text))]),
  ];
  if (wrong.length > 0)
    throw new Error(`Invariants do not hold:\n${[...new Set(wrong)].slice(0, 30).join("\n")}`);
};

const wrongDeadLetters = ({ queues }: Bakery, poisoned: Readonly<Record<string, number>>): string[] =>
  queues
    .filter(({ isDeadLetterQueue, name, size }) => isDeadLetterQueue && size() !== (poisoned[name] ?? 0))
    .map(({ name, size }) => `${name} has ${size()} messages, not ${poisoned[name] ?? 0}.`);

/** What the customer is to have, or has. */
const isSold = (status: unknown) => ["CONFIRMED", "READY", "COLLECTED"].includes(String(status));
/** What was made for the customer, who came for it or not, stays paid. */
const isPaid = (status: unknown) => isSold(status) || status === "NOT_COLLECTED";

/**
 * Pieces are on the shelf, held, sold, or written off: none is lost, none made up, and in the end exactly what was
 * confirmed is sold, or written off where nobody came for it.
 */
const wrongStock = (inventory: readonly Item[], orders: readonly Item[]): string[] => {
  const sold = new Map<string, number>();
  const writtenOff = new Map<string, number>();
  for (const { storeId, lines, status } of orders) {
    if (!isPaid(status)) continue;
    const pieces = isSold(status) ? sold : writtenOff;
    for (const { sku, quantity } of lines as { sku: string; quantity: number }[])
      pieces.set(`${storeId} ${sku}`, (pieces.get(`${storeId} ${sku}`) ?? 0) + quantity);
  }
  return inventory
    .filter(({ entity }) => entity === "stock")
    .flatMap((item) => {
      const name = `${item.storeId} ${item.sku}`;
      const { delivered, onHand, reserved, ...stock } = item as Item & Record<string, number>;
      const gone = { sold: sold.get(name) ?? 0, writtenOff: writtenOff.get(name) ?? 0 };
      const expected = { onHand: delivered! - gone.sold - gone.writtenOff, reserved: 0, ...gone };
      const actual = {
        onHand: onHand!,
        reserved: reserved!,
        sold: stock.sold!,
        writtenOff: stock.writtenOff ?? 0,
      };
      return Math.min(...Object.values(actual)) >= 0 && JSON.stringify(actual) === JSON.stringify(expected)
        ? []
        : [`The stock of ${name} is ${JSON.stringify(actual)}, not ${JSON.stringify(expected)}.`];
    });
};

/**
 * One authorization at most; the money of a confirmed order is taken, unless it was gone, and but for what was given back
 * by hand; that of any other is neither held nor kept.
 */
const wrongMoney = (bakery: Bakery, orders: ReadonlyMap<string, Item>): string[] => {
  const wrong = [];
  for (const orderId of new Set([...orders.keys(), ...bakery.paymentProvider.orders()])) {
    const money = bakery.money(orderId);
    const order = orders.get(orderId);
    const paid = isPaid(order?.status) && !order?.unpaid;
    const due = paid ? Number(order?.totalCents) - Number(order?.refundedCents ?? 0) : 0;
    // What a bank took back for the customer is not given back as well; whether it is right to is for the bank to say.
    const kept = money.captured - money.refunded - (paid ? 0 : money.disputed);
    if (money.authorizations > 1 || money.held !== 0 || kept !== due)
      wrong.push(
        `${orderId} is ${order?.status} with ${due} due, and its money is ${JSON.stringify(money)}.`,
      );
  }
  return wrong;
};

/** A row of an import counts once: its counts are those of its batches, which do not overlap, and its end is told once. */
const wrongImports = ({ published }: Bakery, inventory: readonly Item[]): string[] => {
  const batches = Map.groupBy(
    inventory.filter(({ entity }) => entity === "importBatch"),
    ({ importId }) => importId,
  );
  const ends = published.filter((event) => event["detail-type"] === "MenuImported");
  return inventory
    .filter(({ entity }) => entity === "import")
    .flatMap((found) => {
      const { importId, status, totalRows, rows } = found;
      const own = batches.get(importId) ?? [];
      const miscounted = ["rows", "changed", "refused"].filter(
        (count) => found[count] !== own.reduce((sum, batch) => sum + Number(batch[count]), 0),
      );
      const told = new Set(
        ends
          .filter(({ detail }) => detail.data.importId === importId)
          .map(({ detail }) => JSON.stringify(detail)),
      );
      return [
        ...miscounted.map(
          (count) => `The import ${importId} has ${found[count]} ${count}, not those of its batches.`,
        ),
        ...(status === "DONE" && rows !== totalRows
          ? [`The import ${importId} is DONE at ${rows} of ${totalRows}.`]
          : []),
        ...(told.size === 1 ? [] : [`The end of the import ${importId} was told in ${told.size} ways.`]),
      ];
    });
};

/** A dispute has one answer, whoever gave it; the bank has heard that one, once, and both agree how it ended. */
const wrongDisputes = ({ paymentProvider, published }: Bakery, payments: readonly Item[]): string[] =>
  payments
    .filter(({ entity }) => entity === "dispute")
    .flatMap(({ disputeId, status, answer }) => {
      const atBank = paymentProvider.disputes().find(({ id }) => id === disputeId);
      const submitted = atBank?.evidence_details.submission_count ?? 0;
      const answers = new Set(
        published
          .filter(
            (event) =>
              event["detail-type"] === "DisputeAnswered" && event.detail.data.disputeId === disputeId,
          )
          .map(({ detail }) => detail.metadata.eventId),
      );
      const isClosed = ["WON", "LOST", "WITHDRAWN"].includes(String(status));
      const agrees = !isClosed || /^(won|lost|warning_closed)$/.test(atBank?.status ?? "");
      const isOnce = answers.size <= 1 && submitted <= 1 && !(answer === "accept" && submitted > 0);
      return agrees && isOnce
        ? []
        : [
            `Dispute ${disputeId} is ${status} with ${answers.size} answers (${answer}); the bank heard ${submitted} and says ${atBank?.status}.`,
          ];
    });

/** The published statuses of each order are numbered from 1 to the order's own number, each with one status. */
const wrongSequences = ({ published }: Bakery, orders: ReadonlyMap<string, Item>): string[] => {
  const publishedOf = new Map<string, Map<number, string>>();
  const wrong = [];
  for (const event of published) {
    if (event["detail-type"] !== "OrderStatusChanged") continue;
    const { orderId, sequence, status } = event.detail.data as {
      orderId: string;
      sequence: number;
      status: string;
    };
    const own = publishedOf.get(orderId) ?? new Map<number, string>();
    if ((own.get(sequence) ?? status) !== status)
      wrong.push(`Change ${sequence} of ${orderId} was published as ${own.get(sequence)} and as ${status}.`);
    publishedOf.set(orderId, own.set(sequence, status));
  }
  for (const [orderId, { sequence, status }] of orders) {
    const numbers = [...(publishedOf.get(orderId)?.keys() ?? [])].sort((a, b) => a - b);
    const isWhole = numbers.length === sequence && numbers.every((number, index) => number === index + 1);
    if (!isWhole)
      wrong.push(`${orderId} is at ${sequence}, and what was published is ${numbers.join(", ")}.`);
    else if (publishedOf.get(orderId)?.get(Number(sequence)) !== status)
      wrong.push(`${orderId} is ${status}, and its last message says something else.`);
  }
  return wrong;
};
