import type { Ports as KitPorts, OutboxItem } from "@sourdough/lambda-kit";
import type { Email } from "../domain/email.ts";
import type { Channel } from "../domain/notification.ts";
import type { TextMessage } from "../domain/text-message.ts";

/** One message to one customer: an event on a channel. */
export interface NotificationKey {
  readonly eventId: string;
  readonly channel: Channel;
}

/** A right to send that ends by itself, so that a crash does not silence the message for good. */
export interface Lease {
  readonly from: Date;
  readonly until: Date;
}

export interface NotificationLog {
  /** `granted` to one at a time; `sent` when the message went out before; else when the lease of another ends. */
  claim: (key: NotificationKey, lease: Lease) => Promise<"granted" | "sent" | { takenUntil: Date }>;
  /** Notes that the message went out, and publishes it. Does nothing when another had to take over the lease. */
  complete: (key: NotificationKey, lease: Lease, outbox: OutboxItem) => Promise<void>;
}

export interface Ports extends KitPorts {
  log: NotificationLog;
}

export interface EmailPorts extends Ports {
  sendEmail: (email: Email) => Promise<void>;
}

export interface TextMessagePorts extends Ports {
  sendTextMessage: (message: TextMessage) => Promise<void>;
}
