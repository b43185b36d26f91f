import { Entity, type EntityConfiguration, EntityIdentifiers } from "electrodb";

/**
 * Keeps the entity's name in the attribute `entity`, where streams, filters and projections look for it, instead of
 * ElectroDB's `__edb_e__`.
 */
export const named = <Named extends { setIdentifier(type: "entity", field: string): void }>(
  entity: Named,
): Named => {
  entity.setIdentifier("entity", "entity");
  return entity;
};

/** For every read: an item is what its keys say. One that was written before ElectroDB has no `__edb_v__`. */
export const byKey = { ignoreOwnership: true } as const;

/** The records of a service's outbox, to be joined to the `Service` of its table. */
export const outboxEntity = <Service extends string>(service: Service, config: EntityConfiguration = {}) =>
  named(
    new Entity(
      {
        model: { service, entity: "outbox", version: "1" },
        attributes: {
          about: { type: "string", required: true },
          eventId: { type: "string", required: true },
          source: { type: "string", required: true },
          detailType: { type: "string", required: true },
          detail: { type: "string", required: true },
          ttl: { type: "number", required: true },
        },
        indexes: {
          record: {
            pk: { field: "pk", composite: ["about"], template: "outbox#${about}", casing: "none" },
            sk: { field: "sk", composite: ["eventId"], template: "${eventId}", casing: "none" },
          },
        },
      },
      config,
    ),
  );

/** A primary key. */
export type Key = { readonly pk: string; readonly sk: string };

/** The key by which `get` of an entity reads, for what addresses the table without ElectroDB. */
export const keyOf = (get: { params<Params>(): Params }): Key => get.params<{ Key: Key }>().Key;

/** Texts in DynamoDB's JSON: `{ pk: { S: "order#1" } }`. */
export const dynamoJson = (texts: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(texts).map(([name, S]) => [name, { S }]));

interface QueryOptions {
  /** The table's name, where it is not the one of the entity. */
  readonly table?: string;
  readonly order?: "asc" | "desc";
  readonly limit?: number;
}

interface QueryParameters {
  readonly TableName: string;
  readonly IndexName?: string;
  readonly ExpressionAttributeNames: Readonly<Record<string, string>>;
  readonly ExpressionAttributeValues: Readonly<Record<string, string>>;
  readonly [name: string]: unknown;
}

/** A request for DynamoDB's `Query` of an entity, which reads by key: `{ TableName, KeyConditionExpression, ... }`. */
export const queryOf = (
  query: { params<Params>(options: typeof byKey & QueryOptions): Params },
  options: QueryOptions = {},
) => {
  const parameters = query.params<QueryParameters>({ ...byKey, ...options });
  return { ...parameters, ExpressionAttributeValues: dynamoJson(parameters.ExpressionAttributeValues) };
};

/** What ElectroDB puts into each item of the entity to know it by, for what writes items without ElectroDB. */
export const identityOf = ({
  schema: { model },
}: {
  schema: { model: { entity: string; version: string } };
}): Readonly<Record<string, string>> => ({
  entity: model.entity,
  [EntityIdentifiers.version]: model.version,
});
