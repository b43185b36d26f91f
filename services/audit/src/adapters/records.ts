import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import type { Order, OrderRecords } from "../domain/records.ts";
import type { Records } from "../use-cases/ports.ts";
import { keys, toLedgerEntry, toOrder, toPublished, toReservation, toStock } from "./items.ts";
import { tablesReader } from "./tables.ts";

/** Names of the tables the audit reads. */
export interface Tables {
  readonly orders: string;
  readonly payments: string;
  readonly inventory: string;
  readonly notifications: string;
}

type FromTables = Pick<Records, "stock" | "reservations" | "orders" | "ofOrders" | "order" | "ledger">;

/** What hangs on so many orders is read at once. */
const atOnce = 10;

export const tableRecords = (client: DynamoDBDocumentClient, tables: Tables): FromTables => {
  const reader = tablesReader(client);
  const ledger: Records["ledger"] = async (orderId) =>
    (await reader.query(tables.payments, keys.ledger(orderId), "event#")).map(toLedgerEntry);

  return {
    ledger,

    // A store is a page: its products lie under it, and the reservations of the table are many more.
    stock: async (cursor) => {
      const stores = (await reader.query(tables.inventory, keys.stores)).map(({ storeId }) =>
        String(storeId),
      );
      const at = cursor === undefined ? 0 : stores.indexOf(cursor);
      const storeId = stores[at];
      if (storeId === undefined) return { items: [] };
      const { pk, prefix } = keys.stock(storeId);
      const items = await reader.query(tables.inventory, pk, prefix);
      return { items: items.map(toStock), cursor: stores[at + 1] };
    },

    reservations: async (cursor) => {
      const page = await reader.scan(tables.inventory, "reservation", cursor);
      return { ...page, items: page.items.map(toReservation) };
    },

    orders: async (cursor) => {
      const page = await reader.scan(tables.orders, "order", cursor);
      return { ...page, items: page.items.map(toOrder) };
    },

    order: async (key) => {
      const item = await reader.get(tables.orders, keys.order(key));
      return item && toOrder(item);
    },

    ofOrders: async (orders) => {
      const reservations = await reader.getAll(
        tables.inventory,
        [...new Set(orders.map(({ orderId }) => orderId))].map(keys.reservation),
      );
      const ofOrder = async (order: Order): Promise<OrderRecords> => {
        const { orderId } = order;
        const reservation = reservations.get(keys.reservation(orderId).pk);
        const [entries, records] = await Promise.all([
          ledger(orderId),
          reader.query(tables.orders, keys.outbox(orderId)),
        ]);
        const published = records.map(toPublished);
        const notified = await reader.getAll(
          tables.notifications,
          published.map(({ eventId }) => keys.told(eventId)),
        );
        const isTold = (eventId: string) => notified.get(keys.told(eventId).pk)?.status === "SENT";
        return {
          order,
          reservation: reservation && toReservation(reservation),
          ledger: entries,
          published,
          told: new Set(published.map(({ eventId }) => eventId).filter(isTold)),
        };
      };
      const all: OrderRecords[] = [];
      for (let from = 0; from < orders.length; from += atOnce)
        all.push(...(await Promise.all(orders.slice(from, from + atOnce).map(ofOrder))));
      return all;
    },
  };
};
