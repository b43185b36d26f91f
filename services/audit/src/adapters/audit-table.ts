import { named, outboxEntity } from "@sourdough/lambda-kit/entity";
import { CustomAttributeType, Entity, type EntityConfiguration, Service } from "electrodb";
import type { AuditState } from "../use-cases/ports.ts";

const service = "audit";

/** An audit: `state` is JSON, to go on with; `view` is JSON as the office shows it. Kept for 90 days. */
const auditEntity = (config: EntityConfiguration) =>
  named(
    new Entity(
      {
        model: { service, entity: "audit", version: "1" },
        attributes: {
          auditId: { type: "string", required: true },
          startedAt: { type: "string", required: true },
          status: { type: CustomAttributeType<AuditState["status"]>("string"), required: true },
          revision: { type: "number", required: true },
          state: { type: "string", required: true },
          view: { type: "string", required: true },
          /** Epoch seconds. */
          ttl: { type: "number", required: true },
        },
        indexes: {
          all: {
            pk: { field: "pk", composite: [], template: "audits", casing: "none" },
            sk: {
              field: "sk",
              composite: ["startedAt", "auditId"],
              template: "audit#${startedAt}#${auditId}",
              casing: "none",
            },
          },
        },
      } as const,
      config,
    ),
  );

/** What an audit found; the same again is the same item. */
const differenceEntity = (config: EntityConfiguration) =>
  named(
    new Entity(
      {
        model: { service, entity: "difference", version: "1" },
        attributes: {
          auditId: { type: "string", required: true },
          invariant: { type: "number", required: true },
          about: { type: "string", required: true },
          what: { type: "string", required: true },
          ttl: { type: "number", required: true },
        },
        indexes: {
          ofAudit: {
            pk: { field: "pk", composite: ["auditId"], template: "audit#${auditId}", casing: "none" },
            sk: {
              field: "sk",
              composite: ["invariant", "about", "what"],
              template: "difference#${invariant}#${about}#${what}",
              casing: "none",
            },
          },
        },
      } as const,
      config,
    ),
  );

/** A part of what an audit remembers as of a revision of it. */
const memoryEntity = (config: EntityConfiguration) =>
  named(
    new Entity(
      {
        model: { service, entity: "memory", version: "1" },
        attributes: {
          auditId: { type: "string", required: true },
          revision: { type: "number", required: true },
          part: { type: "number", required: true, padding: { length: 4, char: "0" } },
          text: { type: "string", required: true },
          ttl: { type: "number", required: true },
        },
        indexes: {
          ofRevision: {
            pk: {
              field: "pk",
              composite: ["auditId", "revision"],
              template: "audit#${auditId}#memory#${revision}",
              casing: "none",
            },
            sk: { field: "sk", composite: ["part"], template: "part#${part}", casing: "none" },
          },
        },
      } as const,
      config,
    ),
  );

/** Everything in `AuditTable`. */
export const auditTable = (config: EntityConfiguration) =>
  new Service(
    {
      audit: auditEntity(config),
      difference: differenceEntity(config),
      memory: memoryEntity(config),
      outbox: outboxEntity(service, config),
    },
    config,
  );
