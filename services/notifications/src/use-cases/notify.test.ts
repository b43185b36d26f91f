import { OrderConfirmed, OrderRejected } from "@sourdough/events-schema";
import type { OutboxItem } from "@sourdough/lambda-kit";
import { quiet } from "@sourdough/lambda-kit/testing";
import { expect, test } from "vitest";
import { notifyByEmail, notifyByTextMessage } from "./notify.ts";
import type { EmailPorts, NotificationLog, TextMessagePorts } from "./ports.ts";

const metadata = {
  eventId: "evt-01JD7Q2Z8M4V6T0K9X3C5B7N1A",
  correlationId: "ord-01JD7Q2Z8M4V6T0K9X3C5B7N1A",
  traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
};
const confirmed = {
  name: "OrderConfirmed" as const,
  data: OrderConfirmed.data.parse(OrderConfirmed.examples[0]),
  metadata,
};
const rejected = {
  name: "OrderRejected" as const,
  data: OrderRejected.data.parse(OrderRejected.examples[1]),
  metadata,
};

const setUp = () => {
  let now = Date.parse("2026-11-23T07:30:00.000Z");
  const entries = new Map<string, { sent: boolean; until: number }>();
  const published: OutboxItem[] = [];
  const outgoing: string[] = [];
  const keyOf = ({ eventId, channel }: { eventId: string; channel: string }) => `${eventId} ${channel}`;
  const log: NotificationLog = {
    claim: async (key, { from, until }) => {
      const entry = entries.get(keyOf(key));
      if (entry?.sent) return "sent";
      if (entry && entry.until >= from.getTime()) return { takenUntil: new Date(entry.until) };
      entries.set(keyOf(key), { sent: false, until: until.getTime() });
      return "granted";
    },
    complete: async (key, { until }, outbox) => {
      const entry = entries.get(keyOf(key));
      if (entry?.until !== until.getTime() || entry.sent) return;
      entry.sent = true;
      published.push(outbox);
    },
  };
  const ports: EmailPorts & TextMessagePorts = {
    log,
    now: () => new Date(now),
    newId: (prefix) => `${prefix}-01JD7Q2Z8M4V6T0K9X3C5B7N1A`,
    sendEmail: async ({ to }) => {
      outgoing.push(to);
    },
    sendTextMessage: async ({ to }) => {
      outgoing.push(to);
    },
  };
  const later = (milliseconds: number) => {
    now += milliseconds;
  };
  return { ports, outgoing, published, later };
};

test("tells the customer once, however often the event comes", async () => {
  const { ports, outgoing, published } = setUp();
  await notifyByEmail(ports, confirmed, quiet);
  await notifyByEmail(ports, confirmed, quiet);

  expect(outgoing).toEqual(["ada@example.com"]);
  expect(published).toHaveLength(1);
  expect(JSON.parse(published[0]!.detail)).toMatchObject({
    metadata: { eventId: `${metadata.eventId}-email-sent`, causationId: metadata.eventId },
    data: { channel: "email", about: "OrderConfirmed", notificationId: expect.stringMatching(/^ntf-/) },
  });
});

test("tells the customer on each channel", async () => {
  const { ports, outgoing } = setUp();
  await notifyByEmail(ports, rejected, quiet);
  await notifyByTextMessage(ports, rejected, quiet);

  expect(outgoing).toEqual(["grace@example.com", "+4915112345678"]);
});

test("sends no text message to a customer without a phone, and notes nothing", async () => {
  const { ports, outgoing, published } = setUp();
  await notifyByTextMessage(ports, confirmed, quiet);

  expect(outgoing).toEqual([]);
  expect(published).toEqual([]);
});

test("leaves a copy that comes while the message is being sent to the queue", async () => {
  const { ports, outgoing } = setUp();
  const copy = { ...ports, sendEmail: async () => {} };
  let second: Promise<unknown> = Promise.resolve();
  await notifyByEmail(
    {
      ...ports,
      sendEmail: async (email) => {
        second = notifyByEmail(copy, confirmed, quiet).catch((error: unknown) => error);
        await second;
        await ports.sendEmail(email);
      },
    },
    confirmed,
    quiet,
  );

  await expect(second).resolves.toMatchObject({
    name: "TransientError",
    message: expect.stringContaining(
      "took the email about evt-01JD7Q2Z8M4V6T0K9X3C5B7N1A until 2026-11-23T07:30:20",
    ),
  });
  expect(outgoing).toHaveLength(1);
});

test("sends after all when the first attempt died, once its lease is over", async () => {
  const { ports, outgoing, later } = setUp();
  const dying = { ...ports, sendEmail: () => Promise.reject(new Error("crash")) };
  await expect(notifyByEmail(dying, confirmed, quiet)).rejects.toThrow("crash");
  await expect(notifyByEmail(ports, confirmed, quiet)).rejects.toMatchObject({ name: "TransientError" });
  later(60_000);
  await notifyByEmail(ports, confirmed, quiet);

  expect(outgoing).toEqual(["ada@example.com"]);
});
