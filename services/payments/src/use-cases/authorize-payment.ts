import type { ParsedEvent } from "@sourdough/events-schema";
import { testStore } from "@sourdough/events-schema/stores";
import { type Telemetry, TransientError } from "@sourdough/lambda-kit";
import type { consumes } from "../consumes.ts";
import { nextForRequest } from "../domain/next-step.ts";
import { isTest, type Payment, referenceOf, type Terms } from "../domain/payment.ts";
import { answerTo, type Cause } from "./payment-outbox.ts";
import { type Ports, providerOf } from "./ports.ts";
import { type Step, withLedger } from "./with-ledger.ts";

/**
 * Holds the money for an order, at most once, and answers. The provider's reference is in the ledger before any
 * money is held, so whoever comes next, after a crash or for a rejected order, knows what to confirm or to cancel.
 */
export const authorizePayment = async (
  ports: Ports,
  { data, metadata }: ParsedEvent<(typeof consumes.AuthorizePayment)[number]>,
  telemetry: Telemetry,
): Promise<void> => {
  const { orderId, replyTo, storeId, ...asked } = data;
  const terms: Terms = storeId === testStore ? { ...asked, test: true } : asked;
  const cause = { orderId, replyTo, metadata };

  await withLedger(ports, orderId, async (payment) => {
    switch (nextForRequest(payment)) {
      case "open":
        return open(ports, cause, terms);
      case "confirm":
        return confirm(ports, cause, payment, telemetry);
      case "answer": {
        const answer = answerTo(cause, payment, ports.now().toISOString());
        if (answer) await ports.ledger.publish(answer);
        return "done";
      }
      case "nothing":
        return "done";
    }
  });
};

type Request = Cause & { readonly replyTo: string };

const open = async (ports: Ports, cause: Request, terms: Terms): Promise<Step> => {
  const opened = await providerOf(ports, terms.test === true).open(cause.orderId, terms);
  return "reference" in opened
    ? { commands: [{ type: "Open", terms, providerReference: opened.reference }] }
    : declined(cause, opened.declineCode, terms);
};

const confirm = async (
  ports: Ports,
  cause: Request,
  payment: Payment,
  telemetry: Telemetry,
): Promise<Step> => {
  const { orderId } = cause;
  const confirmation = await providerOf(ports, isTest(payment)).confirm(orderId, referenceOf(payment));
  switch (confirmation.outcome) {
    case "authorized":
      telemetry.count("PaymentsAuthorized");
      return { commands: [{ type: "Authorize" }], outbox: answering(cause), last: true };
    case "declined":
      telemetry.count("PaymentsDeclined");
      return declined(cause, confirmation.declineCode);
    case "voided":
      throw new TransientError(
        `The payment of ${orderId} is cancelled at the provider: the ledger will say so, at the latest when the order is rejected.`,
      );
  }
};

const declined = (cause: Request, declineCode: string, terms?: Terms): Step => ({
  commands: [...(terms ? [{ type: "Open", terms } as const] : []), { type: "Decline", declineCode }],
  outbox: answering(cause),
  last: true,
});

const answering = (cause: Request) => (after: Payment, at: string) => {
  const answer = answerTo(cause, after, at);
  return answer ? [answer] : [];
};
