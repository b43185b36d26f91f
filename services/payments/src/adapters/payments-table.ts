import { named, outboxEntity } from "@sourdough/lambda-kit/entity";
import { CustomAttributeType, Entity, type EntityConfiguration, Service } from "electrodb";
import type { DisputeOutcome, LossReason, PaymentEvent, RefundReason, Terms } from "../domain/payment.ts";
import { disputeEntity, factEntity } from "./disputes-table.ts";

const service = "payments";

/**
 * The nth event of a payment. Nothing is ever changed or deleted: an event is written on condition that there is none
 * of its number.
 */
const eventEntity = (config: EntityConfiguration) =>
  named(
    new Entity(
      {
        model: { service, entity: "paymentEvent", version: "1" },
        attributes: {
          orderId: { type: "string", required: true },
          /** From 1. */
          version: { type: "number", required: true, padding: { length: 6, char: "0" } },
          type: { type: CustomAttributeType<PaymentEvent["type"]>("string"), required: true },
          at: { type: "string", required: true },
          terms: { type: CustomAttributeType<Terms>("any") },
          providerReference: { type: "string" },
          declineCode: { type: "string" },
          reason: { type: CustomAttributeType<RefundReason | LossReason>("string") },
          amountCents: { type: "number" },
          disputeId: { type: "string" },
          disputeReason: { type: "string" },
          answerBy: { type: "string" },
          outcome: { type: CustomAttributeType<DisputeOutcome>("string") },
        },
        indexes: {
          ledger: {
            pk: { field: "pk", composite: ["orderId"], template: "payment#${orderId}", casing: "none" },
            sk: { field: "sk", composite: ["version"], template: "event#${version}", casing: "none" },
          },
        },
      } as const,
      config,
    ),
  );

/**
 * An event of the provider that was handled. The provider sends each for three days at most, and a person for thirty: it
 * is kept for as long.
 */
const providerEventEntity = (config: EntityConfiguration) =>
  named(
    new Entity(
      {
        model: { service, entity: "providerEvent", version: "1" },
        attributes: {
          providerEventId: { type: "string", required: true },
          handledAt: { type: "string", required: true },
          /** Epoch seconds. */
          ttl: { type: "number", required: true },
        },
        indexes: {
          handled: {
            pk: {
              field: "pk",
              composite: ["providerEventId"],
              template: "providerEvent#${providerEventId}",
              casing: "none",
            },
            sk: { field: "sk", composite: [], template: "handled", casing: "none" },
          },
        },
      } as const,
      config,
    ),
  );

/** Everything in `PaymentsTable`. */
export const paymentsTable = (config: EntityConfiguration) =>
  new Service(
    {
      event: eventEntity(config),
      providerEvent: providerEventEntity(config),
      dispute: disputeEntity(config),
      fact: factEntity(config),
      outbox: outboxEntity(service, config),
    },
    config,
  );
