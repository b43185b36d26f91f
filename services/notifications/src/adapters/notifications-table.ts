import { named, outboxEntity } from "@sourdough/lambda-kit/entity";
import { CustomAttributeType, Entity, type EntityConfiguration, Service } from "electrodb";
import type { Channel } from "../domain/notification.ts";

const service = "notifications";

/**
 * A message that goes out: `CLAIMED` until `leaseUntil`, then `SENT`. It is kept for 30 days: dead-letter queues keep
 * messages for 14, so it outlives any copy of its event.
 */
const notificationEntity = (config: EntityConfiguration) =>
  named(
    new Entity(
      {
        model: { service, entity: "notification", version: "1" },
        attributes: {
          eventId: { type: "string", required: true },
          channel: { type: CustomAttributeType<Channel>("string"), required: true },
          status: { type: ["CLAIMED", "SENT"], required: true },
          /** Epoch milliseconds. */
          leaseUntil: { type: "number", required: true },
          /** Epoch seconds. */
          ttl: { type: "number", required: true },
        },
        indexes: {
          message: {
            pk: { field: "pk", composite: ["eventId"], template: "notification#${eventId}", casing: "none" },
            sk: { field: "sk", composite: ["channel"], template: "${channel}", casing: "none" },
          },
        },
      } as const,
      config,
    ),
  );

/** Everything in `NotificationsTable`. */
export const notificationsTable = (config: EntityConfiguration) =>
  new Service({ notification: notificationEntity(config), outbox: outboxEntity(service, config) }, config);
