import type { OrderLine, OrderStatus } from "@sourdough/events-schema";
import { KitchenStatus } from "@sourdough/events-schema/http";
import { named, outboxEntity } from "@sourdough/lambda-kit/entity";
import { CustomAttributeType, Entity, type EntityConfiguration, Service } from "electrodb";
import type * as z from "zod";
import type { Order } from "../domain/order.ts";

const service = "orders";

/** What the kitchen's index has beside the keys: what a kitchen has to know, and no way to reach the customer. */
export const kitchenAttributes = [
  "orderId",
  "customerId",
  "storeId",
  "status",
  "sequence",
  "lines",
  "totalCents",
  "currency",
  "unpaid",
  "placedAt",
] as const;

/**
 * An order lies under its customer, so that the partition key of every read of the API comes from the token. The index
 * `kitchen` has what the kitchens work on, by store and status; an order that is not for the kitchen is not in it.
 * `stockReturnedAt`, `moneyReturnedAt` and `refundedCents` are written by the state machine `RecordReturns`.
 */
const orderEntity = (config: EntityConfiguration) =>
  named(
    new Entity(
      {
        model: { service, entity: "order", version: "1" },
        attributes: {
          orderId: { type: "string", required: true },
          customerId: { type: "string", required: true },
          email: { type: "string", required: true },
          phone: { type: "string" },
          storeId: { type: "string", required: true },
          paymentMethodId: { type: "string", required: true },
          lines: { type: CustomAttributeType<z.infer<typeof OrderLine>[]>("any"), required: true },
          totalCents: { type: "number", required: true },
          currency: { type: ["EUR"], required: true },
          status: { type: CustomAttributeType<z.infer<typeof OrderStatus>>("string"), required: true },
          sequence: { type: "number", required: true },
          reason: { type: CustomAttributeType<NonNullable<Order["reason"]>>("string") },
          unpaid: { type: CustomAttributeType<true>("boolean") },
          stockReturnedAt: { type: "string" },
          moneyReturnedAt: { type: "string" },
          refundedCents: { type: "number" },
          placedAt: { type: "string", required: true },
          updatedAt: { type: "string", required: true },
        },
        indexes: {
          own: {
            pk: {
              field: "pk",
              composite: ["customerId"],
              template: "customer#${customerId}",
              casing: "none",
            },
            sk: { field: "sk", composite: ["orderId"], template: "order#${orderId}", casing: "none" },
          },
          kitchen: {
            index: "kitchen",
            condition: ({ status }) => KitchenStatus.safeParse(status).success,
            projection: kitchenAttributes,
            pk: {
              field: "kitchen",
              composite: ["storeId", "status"],
              template: "${storeId}/${status}",
              casing: "none",
            },
            sk: { field: "updatedAt", composite: ["updatedAt"], casing: "none" },
          },
        },
      } as const,
      config,
    ),
  );

/**
 * Says whose an order is; one that another customer sends under that id is REJECTED from the start, and no more.
 */
const claimEntity = (config: EntityConfiguration) =>
  named(
    new Entity(
      {
        model: { service, entity: "claim", version: "1" },
        attributes: {
          orderId: { type: "string", required: true },
          customerId: { type: "string", required: true },
        },
        indexes: {
          ofOrder: {
            pk: { field: "pk", composite: ["orderId"], template: "order#${orderId}", casing: "none" },
            sk: { field: "sk", composite: [], template: "claim", casing: "none" },
          },
        },
      } as const,
      config,
    ),
  );

/** A product in the read model of the menu: written by the state machine `ProjectMenu`, read by `CheckOrder`. */
const menuItemEntity = (config: EntityConfiguration) =>
  named(
    new Entity(
      {
        model: { service, entity: "menuItem", version: "1" },
        attributes: {
          sku: { type: "string", required: true },
          priceCents: { type: "number", required: true },
          listed: { type: "boolean", required: true },
          /** Of the `MenuItemChanged` it was written by. */
          sequence: { type: "number", required: true },
        },
        indexes: {
          bySku: {
            pk: { field: "pk", composite: ["sku"], template: "menu#${sku}", casing: "none" },
            sk: { field: "sk", composite: [], template: "item", casing: "none" },
          },
        },
      } as const,
      config,
    ),
  );

/** A customer's own limits in place of the usual ones: written by hand, read by `CheckOrder`. */
const limitsEntity = (config: EntityConfiguration) =>
  named(
    new Entity(
      {
        model: { service, entity: "limits", version: "1" },
        attributes: {
          customerId: { type: "string", required: true },
          totalCents: { type: "number" },
          pieces: { type: "number" },
        },
        indexes: {
          own: {
            pk: {
              field: "pk",
              composite: ["customerId"],
              template: "customer#${customerId}",
              casing: "none",
            },
            sk: { field: "sk", composite: [], template: "limits", casing: "none" },
          },
        },
      } as const,
      config,
    ),
  );

/**
 * The end of a store's day, written by the state machine `CloseOfDay`: `CLOSING` for the execution that has it, then
 * `CLOSED`.
 */
const closingEntity = (config: EntityConfiguration) =>
  named(
    new Entity(
      {
        model: { service, entity: "closing", version: "1" },
        attributes: {
          storeId: { type: "string", required: true },
          businessDay: { type: "string", required: true },
          /** When the store closed, however late its day was. */
          closesAt: { type: "string", required: true },
          status: { type: ["CLOSING", "CLOSED"], required: true },
          execution: { type: "string", required: true },
          closedAt: { type: "string" },
          notCollected: { type: "number" },
          collected: { type: "number" },
          failed: { type: "number" },
        },
        indexes: {
          all: {
            pk: { field: "pk", composite: [], template: "closings", casing: "none" },
            sk: {
              field: "sk",
              composite: ["businessDay", "storeId"],
              template: "closing#${businessDay}#${storeId}",
              casing: "none",
            },
          },
        },
      } as const,
      config,
    ),
  );

/** Everything in `OrdersTable`. */
export const ordersTable = (config: EntityConfiguration) =>
  new Service(
    {
      order: orderEntity(config),
      claim: claimEntity(config),
      closing: closingEntity(config),
      menuItem: menuItemEntity(config),
      limits: limitsEntity(config),
      outbox: outboxEntity(service, config),
    },
    config,
  );
