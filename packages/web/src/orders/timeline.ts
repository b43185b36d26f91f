import type { OrderStatusMessage, OrderView } from "@sourdough/events-schema/http";
import type { Step } from "./words.ts";

export interface Stop {
  step: Step;
  state: "done" | "now" | "next" | "failed";
  sequence?: number | undefined;
  at?: string | undefined;
}

const journey = ["PENDING", "CONFIRMED", "READY", "COLLECTED"] as const;

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
  const seen = (sequence: number) => changes.find((change) => change.sequence === sequence);
  const stopped = last?.status === "REJECTED" || last?.status === "CANCELLED";
  const reached = stopped ? last.sequence - 1 : (last?.sequence ?? 0);

  const stops = journey.map((step, index): Stop => {
    const sequence = index + 1;
    const at = seen(sequence)?.at ?? (sequence === 1 && last ? order?.placedAt : undefined);
    if (sequence > reached) return { step, state: "next" };
    const isNow = sequence === reached && !stopped && step !== "COLLECTED";
    return { step, state: isNow ? "now" : "done", sequence, at };
  });
  if (!stopped) return [received, ...stops];
  return [
    received,
    ...stops.slice(0, reached),
    { step: last.status, state: "failed", sequence: last.sequence, at: last.at },
  ];
};
