import type { Bakery, Item } from "./bakery.ts";
import { fulfilmentsOf } from "./fulfilments.ts";

const terminal = ["CONFIRMED", "REJECTED", "CANCELLED", "READY", "COLLECTED", "NOT_COLLECTED"];

/** What is still under way, a sentence each: messages in queues, workflows, hops, orders, and events not yet published. */
export const unfinished = async (bakery: Bakery): Promise<string[]> => {
  const busy = [
    ...bakery.queues
      .filter(({ isDeadLetterQueue, size }) => !isDeadLetterQueue && size() > 0)
      .map(({ name, size }) => `${name} has ${size()} messages.`),
    ...(await fulfilmentsOf(bakery, "RUNNING")).map(
      ({ name, status }) => `FulfilOrder ${name} is ${status}.`,
    ),
  ];
  // The tables need not be read to know that there is something to do.
  if (busy.length > 0) return busy;
  const tables = await itemsOf(bakery);
  return [
    ...whatIsOpen(bakery),
    ...undecided(bakery, tables.orders ?? []),
    ...unpublished(bakery, Object.values(tables).flat()),
    ...runningImports(tables.inventory ?? []),
  ];
};

/** By service. */
const itemsOf = async (bakery: Bakery): Promise<Record<string, Item[]>> =>
  Object.fromEntries(
    await Promise.all(
      bakery.services.map(async (service) => [service, await bakery.items(service)] as const),
    ),
  );

/** When all is done, no trace may be shown as still going on: the second copy of a batch may, until the clock moves. */
const whatIsOpen = ({ openHops }: Bakery): string[] =>
  openHops()
    // A dispute waits for people: days for staff, months for the bank.
    .filter(({ resource }) => !resource.includes("ResolveDispute"))
    .map(
      ({ id, service, action, resource }) => `Hop ${id} (${service} ${action} of ${resource}) has not ended.`,
    );

const undecided = (bakery: Bakery, items: readonly Item[]): string[] => {
  const orders = items.filter(({ entity, reason }) => entity === "order" && reason !== "id_taken");
  const statuses = new Map(orders.map(({ orderId, status }) => [String(orderId), String(status)]));
  return [...bakery.accepted.keys()]
    .map((orderId) => ({ orderId, status: statuses.get(orderId) ?? "not stored" }))
    .filter(({ status }) => !terminal.includes(status))
    .map(({ orderId, status }) => `${orderId} is ${status}.`);
};

const runningImports = (items: readonly Item[]): string[] =>
  items
    .filter(({ entity, status }) => entity === "import" && status === "RUNNING")
    .map(({ importId }) => `The import ${importId} is RUNNING.`);

const unpublished = (bakery: Bakery, items: readonly Item[]): string[] => {
  const published = new Set(bakery.published.map(({ detail }) => detail.metadata.eventId));
  return items
    .filter(({ entity, sk }) => entity === "outbox" && !published.has(sk))
    .map(({ sk }) => `${sk} is in the outbox and not published.`);
};
