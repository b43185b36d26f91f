import type { Currency } from "@sourdough/events-schema";
import { named } from "@sourdough/lambda-kit/entity";
import { CustomAttributeType, Entity, type EntityConfiguration } from "electrodb";
import type { Answer, DisputeStatus, Fact } from "../domain/dispute.ts";

const service = "payments";

/** What the office's list shows, beside the keys. */
export const officeAttributes = [
  "disputeId",
  "orderId",
  "amountCents",
  "currency",
  "reason",
  "status",
  "openedAt",
  "answerBy",
  "reminders",
  "evidence",
  "answer",
  "answeredBy",
  "answeredAt",
  "answerText",
  "closedAt",
] as const;

/**
 * A dispute as the office sees it. The ledger's transactions begin and end it; `ResolveDispute` and the state machine
 * `AnswerDispute` write what happens in between.
 */
export const disputeEntity = (config: EntityConfiguration) =>
  named(
    new Entity(
      {
        model: { service, entity: "dispute", version: "1" },
        attributes: {
          disputeId: { type: "string", required: true },
          orderId: { type: "string", required: true },
          amountCents: { type: "number", required: true },
          currency: { type: CustomAttributeType<Currency>("string"), required: true },
          reason: { type: "string", required: true },
          status: { type: CustomAttributeType<DisputeStatus>("string"), required: true },
          openedAt: { type: "string", required: true },
          answerBy: { type: "string", required: true },
          reminders: { type: "number", required: true },
          evidence: { type: CustomAttributeType<Fact[]>("any") },
          /** What wakes the execution of `ResolveDispute`: once answered, and once closed. */
          answerCallback: { type: "string" },
          closedCallback: { type: "string" },
          answer: { type: CustomAttributeType<Answer["answer"]>("string") },
          answeredBy: { type: CustomAttributeType<Answer["answeredBy"]>("string") },
          answeredAt: { type: "string" },
          answerText: { type: "string" },
          closedAt: { type: "string" },
        },
        indexes: {
          byId: {
            pk: { field: "pk", composite: ["disputeId"], template: "dispute#${disputeId}", casing: "none" },
            sk: { field: "sk", composite: [], template: "dispute", casing: "none" },
          },
          office: {
            index: "office",
            projection: officeAttributes,
            pk: { field: "office", composite: [], template: "disputes", casing: "none" },
            sk: { field: "openedAt", composite: ["openedAt"], casing: "none" },
          },
        },
      } as const,
      config,
    ),
  );

/** Something that happened to an order, kept by the state machine `KeepEvidence` for as long as banks may ask. */
export const factEntity = (config: EntityConfiguration) =>
  named(
    new Entity(
      {
        model: { service, entity: "fact", version: "1" },
        attributes: {
          orderId: { type: "string", required: true },
          kind: { type: CustomAttributeType<Fact["kind"]>("string"), required: true },
          /** Of the event that told of it. */
          eventId: { type: "string", required: true },
          at: { type: "string", required: true },
          text: { type: "string", required: true },
          /** Epoch seconds. */
          ttl: { type: "number", required: true },
        },
        indexes: {
          ofOrder: {
            pk: { field: "pk", composite: ["orderId"], template: "facts#${orderId}", casing: "none" },
            sk: {
              field: "sk",
              composite: ["kind", "eventId"],
              template: "${kind}#${eventId}",
              casing: "none",
            },
          },
        },
      } as const,
      config,
    ),
  );
