import { named, outboxEntity } from "@sourdough/lambda-kit/entity";
import { CustomAttributeType, Entity, type EntityConfiguration, Service } from "electrodb";
import type { LossReason, PaymentEvent, Reason, Terms } from "../domain/payment.ts";

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
          reason: { type: CustomAttributeType<Reason | LossReason>("string") },
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

/** Everything in `PaymentsTable`. */
export const paymentsTable = (config: EntityConfiguration) =>
  new Service({ event: eventEntity(config), outbox: outboxEntity(service, config) }, config);
