import type { OrderStatusMessage, OrderView } from "@sourdough/events-schema/http";
import type { Step } from "./status-texts.ts";

export interface Stop {
  step: Step;
  state: "done" | "now" | "next" | "failed";
  sequence?: number | undefined;
  at?: string | undefined;
}

const journey: readonly Step[] = ["PENDING", "CONFIRMED", "READY", "COLLECTED"];

interface Known {
  /** Changes that were seen, in sequence. */
  changes: readonly OrderStatusMessage[];
  order?: Pick<OrderView, "placedAt"> | undefined;
  receivedAt?: string | undefined;
}

/**
 * The way of an order from its changes. Those that a snapshot bridged were never seen one by one: they are done, with
 * the time only where it is known.
 */
export const timeline = ({ changes, order, receivedAt }: Known): Stop[] => {
  const last = changes.at(-1);
  const received: Stop = { step: "RECEIVED", state: last ? "done" : "now", at: receivedAt };
  const stopped =
    last?.status === "REJECTED" || last?.status === "CANCELLED" || last?.status === "NOT_COLLECTED";
  // Not every change of an order moves it on, but it never stops after one that did not.
  const reached =
    last?.status === "NOT_COLLECTED"
      ? journey.indexOf("READY") + 1
      : stopped
        ? last.sequence - 1
        : last
          ? journey.indexOf(last.status) + 1
          : 0;

  const stops = journey.map((step, index): Stop => {
    if (index + 1 > reached) return { step, state: "next" };
    const change = changes.find(({ status }) => status === step);
    const at = change?.at ?? (index === 0 ? order?.placedAt : undefined);
    const isNow = index + 1 === reached && !stopped && step !== "COLLECTED";
    return { step, state: isNow ? "now" : "done", sequence: change?.sequence ?? index + 1, at };
  });
  if (!stopped) return [received, ...stops];
  return [
    received,
    ...stops.slice(0, reached),
    { step: last.status, state: "failed", sequence: last.sequence, at: last.at },
  ];
};
