import { randomUUID } from "node:crypto";
import { ulid } from "ulid";
import { type Item, scan } from "./aws.ts";
import type { PlacedOrder, Shop } from "./shop.ts";

const batchSize = 25;
const parallel = 4;
const customers = Array.from({ length: 500 }, () => randomUUID());
const ids = /(?<=\b[a-z]{3}-)[0-9A-HJKMNP-TV-Z]{26}/g;

interface Write {
  readonly table: string;
  readonly item: Item;
}

/** The items that confirmed orders left in the tables of all services, outbox records aside: those expire. */
const itemsOf = async ({ aws, outputs }: Shop, orders: readonly PlacedOrder[]): Promise<Write[][]> => {
  const tables: [table: string, entities: string[]][] = [
    [outputs.ordersTable, ["order", "claim"]],
    [outputs.paymentsTable, ["paymentEvent"]],
    [outputs.inventoryTable, ["reservation"]],
  ];
  const all: Write[] = [];
  for (const [table, entities] of tables)
    for (const entity of entities)
      for (const item of await scan(aws, table, entity)) all.push({ table, item });
  const notifications = await scan(aws, outputs.notificationsTable, "notification");
  return orders.map(({ orderId }, index) => {
    const own = all.filter(({ item }) => JSON.stringify(item).includes(orderId));
    // A notification is kept under the event it tells about, not under the order.
    const notification = notifications[index];
    return notification ? [...own, { table: outputs.notificationsTable, item: notification }] : own;
  });
};

/** The items of an order as another order's, of another customer. */
const likeAnother = (writes: readonly Write[], customerId: string, number: number): Write[] => {
  const renamed = new Map<string, string>();
  const rename = (id: string) => renamed.get(id) ?? renamed.set(id, ulid()).get(id)!;
  const owner = customers[number % customers.length]!;
  return JSON.parse(JSON.stringify(writes).replace(ids, rename).replaceAll(customerId, owner));
};

/** Adds orders to the tables of all services as if they had been placed, many times faster. */
export const fillTables = async (
  shop: Shop,
  templates: readonly PlacedOrder[],
  orders: number,
): Promise<void> => {
  const patterns = await itemsOf(shop, templates);
  let next = 0;
  const flush = async (writes: readonly Write[]) => {
    const requests = Map.groupBy(writes, ({ table }) => table);
    await shop.aws.call("dynamodb", "BatchWriteItem", {
      RequestItems: Object.fromEntries(
        [...requests].map(([table, items]) => [
          table,
          items.map(({ item }) => ({ PutRequest: { Item: item } })),
        ]),
      ),
    });
  };
  const fill = async () => {
    let writes: Write[] = [];
    while (next < orders) {
      const number = next++;
      writes.push(...likeAnother(patterns[number % patterns.length]!, shop.customerId, number));
      while (writes.length >= batchSize) {
        await flush(writes.slice(0, batchSize));
        writes = writes.slice(batchSize);
      }
    }
    if (writes.length > 0) await flush(writes);
  };
  await Promise.all(Array.from({ length: parallel }, fill));
};
