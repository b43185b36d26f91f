import type { ProviderEventReceived } from "@sourdough/events-schema";
import type { Telemetry } from "@sourdough/lambda-kit";
import { type Command, isRefund, type Payment } from "../domain/payment.ts";
import { isHandled } from "../domain/provider-event.ts";
import { toReconcile } from "../domain/reconcile.ts";
import type { DisputeChange } from "./dispute-ports.ts";
import { type Cause, disputed, givenBack, lostMoney } from "./payment-outbox.ts";
import type { ProviderEventPorts } from "./ports.ts";
import { withLedger } from "./with-ledger.ts";

/**
 * Brings the ledger up to what the provider says now, whichever event of it came first or was lost. A copy of an event
 * that was handled does nothing; one whose first copy died in between finds in the ledger what that one wrote.
 */
export const handleProviderEvent = async (
  ports: ProviderEventPorts,
  { data, metadata }: ProviderEventReceived,
  telemetry: Telemetry,
): Promise<void> => {
  const { providerEventId, type, providerReference } = data;
  if (!isHandled(type)) return telemetry.count("ProviderEventsIgnored");
  if (await ports.providerEvents.isHandled(providerEventId)) return telemetry.count("ProviderEventsRepeated");

  const found = await ports.provider.look(providerReference);
  if (!found) {
    telemetry.logger.warn(`${providerReference} is no payment of this service.`);
    return telemetry.count("ProviderEventsIgnored");
  }
  const { orderId, now } = found;
  await withLedger(ports, orderId, async (payment) => {
    const commands = toReconcile(payment, now);
    if (commands.length === 0) return "done";
    for (const { type: step } of commands) telemetry.count(counters[step] ?? "PaymentsReconciled");
    const cause = causeOf(orderId, providerEventId, metadata.traceparent);
    return {
      commands,
      outbox: (after, at) => told(cause, after, commands, at),
      disputes: (at) => disputeChanges(payment, commands, at),
      last: true,
    };
  });
  for (const { disputeId, outcome } of now.disputes)
    await attend(ports, { disputeId, orderId, traceparent: metadata.traceparent }, outcome !== undefined);
  await ports.providerEvents.noteHandled(providerEventId, ports.now());
  telemetry.count("ProviderEventsHandled");
};

/** Sees to it that each dispute has its execution, and that the one of a closed dispute knows. */
const attend = async (
  { disputes, executions }: ProviderEventPorts,
  input: { disputeId: string; orderId: string; traceparent: string },
  isClosed: boolean,
): Promise<void> => {
  if (!isClosed) return executions.start(input);
  const { answerCallback, closedCallback } = (await disputes.find(input.disputeId)) ?? {};
  // One that has no callbacks yet looks at the table once it has.
  for (const callback of [answerCallback, closedCallback]) if (callback) await executions.wake(callback);
};

const disputeChanges = (payment: Payment, commands: readonly Command[], at: string): DisputeChange[] =>
  commands.flatMap((command): DisputeChange[] => {
    if (!("terms" in payment)) return [];
    if (command.type === "Dispute") {
      const { disputeId, amountCents, disputeReason: reason, answerBy } = command;
      const { currency } = payment.terms;
      const end = commands.find((each) => each.type === "CloseDispute" && each.disputeId === disputeId);
      const outcome = end?.type === "CloseDispute" ? end.outcome : undefined;
      return [{ type: "opened", disputeId, amountCents, currency, reason, answerBy, at, outcome }];
    }
    const isNew = (disputeId: string) =>
      commands.some((each) => each.type === "Dispute" && each.disputeId === disputeId);
    if (command.type !== "CloseDispute" || isNew(command.disputeId)) return [];
    return [{ type: "closed", disputeId: command.disputeId, outcome: command.outcome, at }];
  });

const counters: Partial<Record<Command["type"], string>> = {
  Lose: "PaymentsLost",
  Refund: "PaymentsRefundedByHand",
  Dispute: "PaymentsDisputed",
  CloseDispute: "DisputesClosed",
};

// The ids of events derive from the order and from what is new, so that whichever event of the provider it was found by
// gives the same.
const causeOf = (orderId: string, providerEventId: string, traceparent: string): Cause => ({
  orderId,
  metadata: { eventId: orderId.replace("ord-", "evt-"), correlationId: orderId, traceparent },
  causationId: providerEventId,
});

const told = (cause: Cause, after: Payment, commands: readonly Command[], at: string) => [
  ...lostMoney(cause, after, at),
  ...givenBack(cause, after, commands.filter(isRefund), at),
  ...disputed(cause, after, commands, at),
];
