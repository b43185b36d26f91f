import type { ParsedEvent } from "@sourdough/events-schema";
import type { Telemetry } from "@sourdough/lambda-kit";
import type { consumes } from "../consumes.ts";
import { nextForOutcome, type Outcome } from "../domain/next-step.ts";
import { isRefund, isTest, type Payment, type Reason, referenceOf } from "../domain/payment.ts";
import { toRefund } from "../domain/reconcile.ts";
import { type Cause, givenBack, letGo, lostMoney } from "./payment-outbox.ts";
import { type Ports, providerOf } from "./ports.ts";
import { type Step, withLedger } from "./with-ledger.ts";

type Settling = ParsedEvent<(typeof consumes.SettlePayment)[number]>;

const outcomes = {
  OrderConfirmed: "order_confirmed",
  OrderRejected: "order_rejected",
  OrderCancelled: "order_cancelled",
} as const satisfies Record<Settling["name"], Outcome>;

/**
 * Takes the money of a confirmed order, or tells that it is gone; gives it back, or sees to it that it is never held,
 * when the order is over.
 */
export const settlePayment = async (ports: Ports, event: Settling, telemetry: Telemetry): Promise<void> => {
  const { orderId } = event.data;
  const outcome = outcomes[event.name];
  const cause = { orderId, metadata: event.metadata };

  await withLedger(ports, orderId, async (payment): Promise<Step> => {
    const next = nextForOutcome(payment, outcome);
    if (next === "capture") return capture(ports, cause, payment, telemetry);
    if (next === "nothing" || outcome === "order_confirmed") return "done";

    switch (next) {
      case "refuse":
        return { commands: [{ type: "Refuse", reason: outcome }] };
      case "void":
        if ((await providerOf(ports, isTest(payment)).cancel(orderId, referenceOf(payment))) === "captured")
          return {
            commands: [...(payment.status === "opened" ? [{ type: "Authorize" } as const] : []), taken],
          };
        telemetry.count("PaymentsVoided");
        return {
          commands: [{ type: "Void", reason: outcome }],
          outbox: (after, at) => letGo(cause, after, outcome, at),
        };
      case "refund":
        return refund(ports, cause, payment, outcome, telemetry);
    }
  });
};

const taken = { type: "Capture" } as const;

const refund = async (
  ports: Ports,
  cause: Cause,
  payment: Payment,
  reason: Reason,
  telemetry: Telemetry,
): Promise<Step> => {
  const commands = toRefund(
    payment,
    await providerOf(ports, isTest(payment)).refund(cause.orderId, referenceOf(payment)),
    reason,
  );
  if (commands.length === 0) return "done";
  telemetry.count("PaymentsRefunded");
  return {
    commands,
    outbox: (after, at) => givenBack(cause, after, commands.filter(isRefund), at),
    last: true,
  };
};

const capture = async (ports: Ports, cause: Cause, payment: Payment, telemetry: Telemetry): Promise<Step> => {
  const result = await providerOf(ports, isTest(payment)).capture(cause.orderId, referenceOf(payment));
  if (result.outcome === "captured") {
    telemetry.count("PaymentsCaptured");
    return { commands: [taken] };
  }
  const { reason } = result;
  telemetry.count("PaymentsLost");
  telemetry.logger.warn(`The money of ${cause.orderId} was held, and cannot be taken any more: ${reason}.`);
  return {
    commands: [{ type: "Lose", reason }],
    outbox: (after, at) => lostMoney(cause, after, at),
  };
};
