import { type OutboxItem, TransientError } from "@sourdough/lambda-kit";
import { type Command, decide, evolve, type Payment } from "../domain/payment.ts";
import type { DisputeChange } from "./dispute-ports.ts";
import type { Ports } from "./ports.ts";

const attempts = 5;

/** What to write after a step; `last` when nothing is left to do once it is written. */
export type Step =
  | "done"
  | {
      commands: Command[];
      outbox?: (after: Payment, at: string) => OutboxItem[];
      disputes?: (at: string) => DisputeChange[];
      last?: true;
    };

/**
 * Takes steps until nothing is left to do. When somebody else wrote to the ledger in between, the next step sees what they
 * wrote; so a step must be harmless to repeat.
 */
export const withLedger = async (
  { ledger, now }: Pick<Ports, "ledger" | "now">,
  orderId: string,
  nextStep: (payment: Payment) => Promise<Step>,
): Promise<void> => {
  let state = await ledger.load(orderId);
  for (let attempt = 0; attempt < attempts; attempt++) {
    const step = await nextStep(state.payment);
    if (step === "done") return;

    const at = now().toISOString();
    let { payment } = state;
    const events = step.commands.map((command) => {
      const event = decide(command, payment, at);
      payment = evolve(payment, event);
      return event;
    });
    const outbox = step.outbox?.(payment, at) ?? [];
    const disputes = step.disputes?.(at) ?? [];
    const written = await ledger.append(orderId, state.version, events, outbox, disputes);
    if (written && step.last) return;
    state = written ? { payment, version: state.version + events.length } : await ledger.load(orderId);
  }
  throw new TransientError(`The ledger of ${orderId} changed under each of ${attempts} steps.`);
};
