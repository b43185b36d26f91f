import { type Causing, causedBy, NotificationSentV2 } from "@sourdough/events-schema";
import { testStore } from "@sourdough/events-schema/stores";
import { outboxItem, type Telemetry, TransientError } from "@sourdough/lambda-kit";
import { emailAbout } from "../domain/email.ts";
import type { Channel, For, OrderOutcome } from "../domain/notification.ts";
import { textMessageAbout } from "../domain/text-message.ts";
import type { EmailPorts, Ports, TextMessagePorts } from "./ports.ts";

/** Longer than a function runs, shorter than a queue waits before it delivers a message again. */
const leaseMilliseconds = 20_000;

type Event<Address = unknown> = OrderOutcome &
  For<{ customerId: string } & Address> & {
    readonly metadata: Causing;
  };

/**
 * Notifies a customer on one channel, once per event. Neither SES nor SNS can be asked not to send twice, so a crash
 * between sending and noting it makes a second message: better twice than never. The synthetic customer is not written
 * to: nobody reads it.
 */
const notify = async (
  { log, now, newId }: Ports,
  channel: Channel,
  event: Event,
  telemetry: Telemetry,
  send: () => Promise<void>,
): Promise<void> => {
  if ("storeId" in event.data && event.data.storeId === testStore) return;
  const { eventId } = event.metadata;
  const key = { eventId, channel };
  const from = now();
  const lease = { from, until: new Date(from.getTime() + leaseMilliseconds) };

  const claim = await log.claim(key, lease);
  if (claim === "sent") return;
  if (claim !== "granted")
    throw new TransientError(
      `Another copy took the ${channel} about ${eventId} until ${claim.takenUntil.toISOString()}, to send it: whether it did shows after that. Receiving or redriving this copy then sends what was not sent.`,
    );
  await send();
  const sentAt = now().toISOString();
  const { orderId, customer } = event.data;
  await log.complete(
    key,
    lease,
    outboxItem(
      NotificationSentV2,
      {
        notificationId: newId("ntf"),
        orderId,
        customerId: customer.customerId,
        channel,
        about: event.name,
        sentAt,
      },
      {
        eventId: `${eventId}-${channel}-sent`,
        occurredAt: sentAt,
        ...causedBy(event.metadata),
      },
      orderId,
    ),
  );
  telemetry.count(channel === "email" ? "EmailsSent" : "TextMessagesSent");
};

export const notifyByEmail = (
  ports: EmailPorts,
  event: Event<{ email: string }>,
  telemetry: Telemetry,
): Promise<void> => notify(ports, "email", event, telemetry, () => ports.sendEmail(emailAbout(event)));

/** Does nothing for a customer without a phone. */
export const notifyByTextMessage = async (
  ports: TextMessagePorts,
  event: Event<{ phone?: string | undefined }>,
  telemetry: Telemetry,
): Promise<void> => {
  const message = textMessageAbout(event);
  if (message) await notify(ports, "sms", event, telemetry, () => ports.sendTextMessage(message));
};
