import type { Currency } from "@sourdough/events-schema";
import { named } from "@sourdough/lambda-kit/entity";
import { CustomAttributeType, Entity, type EntityConfiguration, Service } from "electrodb";
import type { Sale } from "../domain/sales.ts";
import type { Building } from "../domain/sales-versions.ts";

const service = "orders";

/**
 * What a version of the projection knows of an order's sale, and by which events: an event that is among them has been
 * counted. Kept for as long as the sums are, which is longer than the bus keeps events.
 */
const saleEntity = (config: EntityConfiguration) =>
  named(
    new Entity(
      {
        model: { service, entity: "sale", version: "1" },
        attributes: {
          version: { type: "number", required: true },
          orderId: { type: "string", required: true },
          sale: { type: CustomAttributeType<Sale>("any"), required: true },
          eventIds: { type: "list", items: { type: "string" }, required: true },
          /** One more with each event. */
          revision: { type: "number", required: true },
          /** When it was confirmed, for what rebuilds a part: absent as long as nobody knows. */
          confirmedAt: { type: "string" },
          ttl: { type: "number", required: true },
        },
        indexes: {
          ofOrder: {
            pk: {
              field: "pk",
              composite: ["version", "orderId"],
              template: "v${version}#${orderId}",
              casing: "none",
            },
            sk: { field: "sk", composite: [], template: "sale", casing: "none" },
          },
        },
      } as const,
      config,
    ),
  );

const hourAttributes = {
  version: { type: "number", required: true },
  storeId: { type: "string", required: true },
  day: { type: "string", required: true },
  hour: { type: "number", required: true },
  startsAt: { type: "string", required: true },
  currency: { type: CustomAttributeType<Currency>("string"), required: true },
  ttl: { type: "number", required: true },
} as const;

/** A version's hours of a store, each before its products. */
const ofStore = {
  field: "pk",
  composite: ["version", "storeId"],
  template: "v${version}#${storeId}",
  casing: "none",
} as const;

const salesHourEntity = (config: EntityConfiguration) =>
  named(
    new Entity(
      {
        model: { service, entity: "salesHour", version: "1" },
        attributes: {
          ...hourAttributes,
          orders: { type: "number" },
          notCollected: { type: "number" },
          refundedCents: { type: "number" },
        },
        indexes: {
          ofStore: {
            pk: ofStore,
            sk: {
              field: "sk",
              composite: ["day", "startsAt", "currency"],
              template: "${day}#${startsAt}#${currency}",
              casing: "none",
            },
          },
        },
      } as const,
      config,
    ),
  );

const salesOfProductEntity = (config: EntityConfiguration) =>
  named(
    new Entity(
      {
        model: { service, entity: "salesOfProduct", version: "1" },
        attributes: {
          ...hourAttributes,
          sku: { type: "string", required: true },
          pieces: { type: "number" },
          notCollectedPieces: { type: "number" },
          revenueCents: { type: "number" },
        },
        indexes: {
          ofStore: {
            pk: ofStore,
            sk: {
              field: "sk",
              composite: ["day", "startsAt", "currency", "sku"],
              template: "${day}#${startsAt}#${currency}#${sku}",
              casing: "none",
            },
          },
        },
      } as const,
      config,
    ),
  );

/** Which version is read, and which are written: one item. */
const versionsEntity = (config: EntityConfiguration) =>
  named(
    new Entity(
      {
        model: { service, entity: "salesVersions", version: "1" },
        attributes: {
          live: { type: "number", required: true },
          previous: { type: "number" },
          last: { type: "number", required: true },
          building: { type: CustomAttributeType<Building>("any") },
          built: { type: CustomAttributeType<Building>("any") },
          revision: { type: "number", required: true },
        },
        indexes: {
          only: {
            pk: { field: "pk", composite: [], template: "versions", casing: "none" },
            sk: { field: "sk", composite: [], template: "versions", casing: "none" },
          },
        },
      } as const,
      config,
    ),
  );

/** Everything in `SalesTable`. */
export const salesTable = (config: EntityConfiguration) =>
  new Service(
    {
      sale: saleEntity(config),
      salesHour: salesHourEntity(config),
      salesOfProduct: salesOfProductEntity(config),
      versions: versionsEntity(config),
    },
    config,
  );
