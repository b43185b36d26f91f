import { named } from "@sourdough/lambda-kit/entity";
import { CustomAttributeType, Entity, type EntityConfiguration } from "electrodb";

const service = "inventory";

/**
 * What was wanted of a store within a minute. A window that was counted in parts has an item for each, by the last record
 * of it. `products` is JSON, as the office reads it.
 */
export const demandEntity = (config: EntityConfiguration) =>
  named(
    new Entity(
      {
        model: { service, entity: "demand", version: "1" },
        attributes: {
          storeId: { type: "string", required: true },
          minute: { type: "string", required: true },
          through: { type: "string", required: true },
          products: { type: "string", required: true },
          ttl: { type: "number", required: true },
        },
        indexes: {
          ofStore: {
            pk: { field: "pk", composite: ["storeId"], template: "demand#${storeId}", casing: "none" },
            sk: {
              field: "sk",
              composite: ["minute", "through"],
              template: "${minute}#${through}",
              casing: "none",
            },
          },
        },
      } as const,
      config,
    ),
  );

/** The products of a store that were wanted most in the ten minutes before `at`. */
export const popularEntity = (config: EntityConfiguration) =>
  named(
    new Entity(
      {
        model: { service, entity: "popular", version: "1" },
        attributes: {
          storeId: { type: "string", required: true },
          skus: { type: CustomAttributeType<readonly string[]>("any"), required: true },
          at: { type: "string", required: true },
          ttl: { type: "number", required: true },
        },
        indexes: {
          ofStore: {
            pk: { field: "pk", composite: ["storeId"], template: "demand#${storeId}", casing: "none" },
            sk: { field: "sk", composite: [], template: "#popular", casing: "none" },
          },
        },
      } as const,
      config,
    ),
  );

/** A variant of an experiment on a day, UTC. */
export const variantDayEntity = (config: EntityConfiguration) =>
  named(
    new Entity(
      {
        model: { service, entity: "variantDay", version: "1" },
        attributes: {
          day: { type: "string", required: true },
          experiment: { type: "string", required: true },
          variant: { type: "string", required: true },
          exposures: { type: "number", required: true },
          conversions: { type: "number", required: true },
          ttl: { type: "number", required: true },
        },
        indexes: {
          all: {
            pk: { field: "pk", composite: [], template: "experiments", casing: "none" },
            sk: {
              field: "sk",
              composite: ["day", "experiment", "variant"],
              template: "${day}#${experiment}#${variant}",
              casing: "none",
            },
          },
        },
      } as const,
      config,
    ),
  );

/** How far a shard is counted; `known` are fingerprints of six bytes each. */
export const shardCursorEntity = (config: EntityConfiguration) =>
  named(
    new Entity(
      {
        model: { service, entity: "shardCursor", version: "1" },
        attributes: {
          shardId: { type: "string", required: true },
          through: { type: "string", required: true },
          known: { type: CustomAttributeType<Uint8Array>("any"), required: true },
          ttl: { type: "number", required: true },
        },
        indexes: {
          ofShard: {
            pk: { field: "pk", composite: ["shardId"], template: "shard#${shardId}", casing: "none" },
            sk: { field: "sk", composite: [], template: "cursor", casing: "none" },
          },
        },
      } as const,
      config,
    ),
  );
