import { named, outboxEntity } from "@sourdough/lambda-kit/entity";
import { CustomAttributeType, Entity, type EntityConfiguration, Service } from "electrodb";
import type * as z from "zod";
import type { Facts } from "../domain/menu.ts";
import { demandEntity, popularEntity, shardCursorEntity, variantDayEntity } from "./demand-table.ts";
import type { StockItem } from "./stock-item.ts";

const service = "inventory";

/** What the menu index has beside the keys; a change of anything else does not touch the index. */
export const menuAttributes = [
  "entity",
  "sku",
  "name",
  "category",
  "priceCents",
  "allergens",
  "onHand",
] as const;

/** A store, which is also in its own menu: a store without products is still distinct from no such store. */
const storeEntity = (config: EntityConfiguration) =>
  named(
    new Entity(
      {
        model: { service, entity: "store", version: "1" },
        attributes: {
          storeId: { type: "string", required: true },
          name: { type: "string", required: true },
          city: { type: "string", required: true },
        },
        indexes: {
          all: {
            pk: { field: "pk", composite: [], template: "stores", casing: "none" },
            sk: { field: "sk", composite: ["storeId"], template: "store#${storeId}", casing: "none" },
          },
          menu: {
            index: "menu",
            collection: "menu",
            pk: { field: "menuPk", composite: ["storeId"], template: "store#${storeId}", casing: "none" },
            sk: { field: "menuSk", composite: [], template: "#store", casing: "none" },
          },
        },
      } as const,
      config,
    ),
  );

/** What customers read of a product, the same in every store; `version` counts its changes. */
const productEntity = (config: EntityConfiguration) =>
  named(
    new Entity(
      {
        model: { service, entity: "product", version: "1" },
        attributes: {
          sku: { type: "string", required: true },
          name: { type: "string", required: true },
          category: { type: CustomAttributeType<Facts["category"]>("string"), required: true },
          priceCents: { type: "number", required: true },
          currency: { type: CustomAttributeType<Facts["currency"]>("string"), required: true },
          allergens: { type: CustomAttributeType<Facts["allergens"]>("any"), required: true },
          listed: { type: "boolean", required: true },
          version: { type: "number", required: true },
          lastImport: { type: "string" },
        },
        indexes: {
          all: {
            pk: { field: "pk", composite: [], template: "products", casing: "none" },
            sk: { field: "sk", composite: ["sku"], template: "product#${sku}", casing: "none" },
          },
        },
      } as const,
      config,
    ),
  );

/**
 * The pieces of a product in a store, with its facts. Category and name sort the menu; the sku keeps two products of
 * one name apart. A product off the menu is not in that index, and cannot be reserved.
 */
const stockEntity = (config: EntityConfiguration) =>
  named(
    new Entity(
      {
        model: { service, entity: "stock", version: "1" },
        attributes: {
          storeId: { type: "string", required: true },
          sku: { type: "string", required: true },
          name: { type: "string", required: true },
          category: { type: CustomAttributeType<Facts["category"]>("string"), required: true },
          priceCents: { type: "number", required: true },
          allergens: { type: CustomAttributeType<Facts["allergens"]>("any"), required: true },
          listed: { type: "boolean", required: true },
          delivered: { type: "number", required: true },
          onHand: { type: "number", required: true },
          reserved: { type: "number", required: true },
          sold: { type: "number", required: true },
          writtenOff: { type: "number" },
          /** Why the pieces last changed: a `StockLow` names it as its cause. */
          lastChange: {
            type: CustomAttributeType<z.infer<typeof StockItem>["lastChange"]>("any"),
            required: true,
          },
        },
        indexes: {
          ofStore: {
            pk: { field: "pk", composite: ["storeId"], template: "store#${storeId}", casing: "none" },
            sk: { field: "sk", composite: ["sku"], template: "stock#${sku}", casing: "none" },
          },
          menu: {
            index: "menu",
            collection: "menu",
            condition: ({ listed }) => listed === true,
            pk: { field: "menuPk", composite: ["storeId"], template: "store#${storeId}", casing: "none" },
            sk: {
              field: "menuSk",
              composite: ["category", "name", "sku"],
              template: "item#${category}#${name}#${sku}",
              casing: "none",
            },
          },
        },
      } as const,
      config,
    ),
  );

/**
 * What an order holds: `RESERVED`, then `SOLD` (and, when nobody came for it, `WRITTEN_OFF`) or `RELEASED`, or it is `REJECTED` for the `reason`, with the `skus`
 * that were missing. Written by the state machines `ReserveStock` and `SettleReservation`.
 */
const reservationEntity = (config: EntityConfiguration) =>
  named(
    new Entity(
      {
        model: { service, entity: "reservation", version: "1" },
        attributes: {
          orderId: { type: "string", required: true },
          storeId: { type: "string", required: true },
          status: { type: ["RESERVED", "SOLD", "WRITTEN_OFF", "RELEASED", "REJECTED"], required: true },
          lines: { type: CustomAttributeType<{ sku: string; quantity: number }[]>("any") },
          reason: { type: "string" },
          skus: { type: CustomAttributeType<string[]>("any") },
        },
        indexes: {
          ofOrder: {
            pk: { field: "pk", composite: ["orderId"], template: "order#${orderId}", casing: "none" },
            sk: { field: "sk", composite: [], template: "reservation", casing: "none" },
          },
        },
      } as const,
      config,
    ),
  );

/** A file of a menu that was uploaded; ids are in the order of time. `problems` are the first ones, as JSON. */
const importEntity = (config: EntityConfiguration) =>
  named(
    new Entity(
      {
        model: { service, entity: "import", version: "1" },
        attributes: {
          importId: { type: "string", required: true },
          fileName: { type: "string", required: true },
          status: { type: ["RUNNING", "DONE", "UNFINISHED", "REFUSED"], required: true },
          totalRows: { type: "number", required: true },
          rows: { type: "number", required: true },
          changed: { type: "number", required: true },
          refused: { type: "number", required: true },
          execution: { type: "string", required: true },
          reason: { type: "string" },
          problems: { type: "string" },
          startedAt: { type: "string", required: true },
          endedAt: { type: "string" },
          ttl: { type: "number", required: true },
        },
        indexes: {
          all: {
            pk: { field: "pk", composite: [], template: "imports", casing: "none" },
            sk: { field: "sk", composite: ["importId"], template: "${importId}", casing: "none" },
          },
        },
      } as const,
      config,
    ),
  );

/** Rows of an import that were counted, by the index of the first; `problems` is JSON. */
const importBatchEntity = (config: EntityConfiguration) =>
  named(
    new Entity(
      {
        model: { service, entity: "importBatch", version: "1" },
        attributes: {
          importId: { type: "string", required: true },
          firstRow: { type: "number", required: true, padding: { length: 9, char: "0" } },
          rows: { type: "number", required: true },
          changed: { type: "number", required: true },
          refused: { type: "number", required: true },
          problems: { type: "string", required: true },
          ttl: { type: "number", required: true },
        },
        indexes: {
          ofImport: {
            pk: { field: "pk", composite: ["importId"], template: "import#${importId}", casing: "none" },
            sk: { field: "sk", composite: ["firstRow"], template: "batch#${firstRow}", casing: "none" },
          },
        },
      } as const,
      config,
    ),
  );

/** Everything in `InventoryTable`. */
export const inventoryTable = (config: EntityConfiguration) =>
  new Service(
    {
      store: storeEntity(config),
      product: productEntity(config),
      stock: stockEntity(config),
      reservation: reservationEntity(config),
      import: importEntity(config),
      importBatch: importBatchEntity(config),
      demand: demandEntity(config),
      popular: popularEntity(config),
      variantDay: variantDayEntity(config),
      shardCursor: shardCursorEntity(config),
      outbox: outboxEntity(service, config),
    },
    config,
  );
