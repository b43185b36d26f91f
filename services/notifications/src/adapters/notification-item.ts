import type { NotificationKey } from "../use-cases/ports.ts";

/**
 * The items of `NotificationsTable`, beside the outbox records:
 *
 * | item                       | pk                       | sk               | kept    |
 * |----------------------------|--------------------------|------------------|---------|
 * | a message that goes out    | `notification#<eventId>` | `email` or `sms` | 30 days |
 *
 * `status` is `CLAIMED` until `leaseUntil` (epoch milliseconds), then `SENT`. Dead-letter queues keep messages for 14
 * days, so the item outlives any copy of its event.
 */
export const notificationKey = ({ eventId, channel }: NotificationKey) => ({
  pk: `notification#${eventId}`,
  sk: channel,
});

export const keptSeconds = 30 * 24 * 3600;
