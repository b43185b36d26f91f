import { NOT_TAKEN_UP, type SimulatedApp } from "sourdough-local/simulation";
import type { Sold } from "../day.ts";
import { itemsOf, queueStates } from "../state.ts";
import { wrongLedgers } from "./ledgers.ts";
import { wrongLetters } from "./letters.ts";
import { wrongConfirmations, wrongMoney } from "./money.ts";
import { brokenPromises } from "./promises.ts";
import { type PublishedEvent, wrongRepeats } from "./published.ts";
import { wrongSales } from "./sales.ts";
import { wrongReservations, wrongStock } from "./stock.ts";
import { wrongTelling } from "./telling.ts";

const answers = ["CONFIRMED", "REJECTED", "CANCELLED", "READY", "COLLECTED", "NOT_COLLECTED"];

/** A warning of what no fault explains: a grant that a role lacks, and something that a restart lost. */
const isMistake = new RegExp(`not authorized to perform|^${NOT_TAKEN_UP}`);

/**
 * Everything that is not as it is to be, a sentence each, once nothing is under way any more. It looks at what is stored,
 * what was published, the provider's books and the mails, and shares no code with the services.
 */
export const audit = async (
  app: SimulatedApp,
  { accepted, promised, office }: Sold,
  published: readonly PublishedEvent[],
): Promise<string[]> => {
  const all = itemsOf(app, "orders").filter(({ entity }) => entity === "order");
  const orders = new Map(all.map((item) => [String(item.orderId), item]));
  const inventory = itemsOf(app, "inventory");
  const unanswered = accepted
    .map(({ orderId }) => ({ orderId, status: String(orders.get(orderId)?.status ?? "not stored") }))
    .filter(({ status }) => !answers.includes(status))
    .map(({ orderId, status }) => `${orderId} was accepted and is ${status}.`);
  const dead = (await queueStates(app))
    .filter(({ isDeadLetterQueue, messages }) => isDeadLetterQueue && messages > 0)
    .map(({ name, messages }) => `${name} has ${messages} messages.`);
  return [
    ...unanswered,
    ...(all.length === orders.size ? [] : ["An order is stored twice."]),
    ...brokenPromises(promised, orders),
    ...wrongStock(inventory, all),
    ...wrongReservations(inventory, orders),
    ...wrongMoney(app, orders, office),
    ...wrongConfirmations(app, published),
    ...wrongLedgers(app, itemsOf(app, "payments")),
    ...wrongLetters(app, orders),
    ...wrongTelling(app, orders, published),
    ...wrongRepeats(published),
    ...wrongSales(itemsOf(app, "sales"), all),
    ...dead,
    ...app.warnings.filter((text) => isMistake.test(text)).map((text) => `A warning: ${text}`),
    ...app.unhandled.map((reason) => `Nobody waited for a promise that was rejected: ${String(reason)}`),
  ];
};
