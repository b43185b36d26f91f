import type { SimulatedApp } from "sourdough-local/simulation";
import type { Item } from "../state.ts";

/** What of a day can make a second letter of one: a crash or a lost answer between sending it and noting that. */
const mayRepeat = /^(crash|reset|refuse|slow|skew):.*SendEmail|^refuse:(ses|dynamodb)|^blackout/;

/** It keeps no more: what came first is gone. */
const MAILBOX_HOLDS = 1000;

/** Letters name an order by the end of its id. */
const nameOf = (orderId: string) => orderId.slice(-6);

/** Whoever got an answer was written to, about each order; and once, unless something broke while it was sent. */
export const wrongLetters = (app: SimulatedApp, orders: ReadonlyMap<string, Item>): string[] => {
  const mailbox = app.cloud.use("mailbox").list();
  if (mailbox.length >= MAILBOX_HOLDS)
    return ["The mailbox has forgotten letters: simulate a day with fewer orders."];
  const letters = mailbox.flatMap((entry) =>
    entry.kind === "email" ? [`${entry.to[0]} ${entry.subject} ${entry.text}`] : [],
  );
  const repeats = app.trouble.happened.filter((occasion) => mayRepeat.test(occasion)).length;
  const about = [...orders.keys()].map((orderId) => ({
    orderId,
    own: letters.filter((letter) => letter.includes(nameOf(orderId))),
  }));
  const extra = about.reduce((sum, { own }) => sum + own.length - new Set(own).size, 0);
  return [
    ...about
      .filter(({ orderId, own }) => orders.get(orderId)?.status !== "PENDING" && own.length === 0)
      .map(
        ({ orderId }) => `${orderId} is ${orders.get(orderId)?.status}, and nobody wrote to the customer.`,
      ),
    ...(extra > repeats ? [`${extra} letters were sent again, and ${repeats} faults explain that.`] : []),
  ];
};
