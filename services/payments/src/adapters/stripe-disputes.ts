import type Stripe from "stripe";
import type { Answer, Fact } from "../domain/dispute.ts";
import type { DisputeAnswerer } from "../use-cases/ports.ts";
import { attempt, inTime } from "./stripe-answers.ts";

/** Where an answer can still be given. https://docs.stripe.com/disputes/how-disputes-work */
const awaitsAnswer: readonly string[] = ["needs_response", "warning_needs_response"];

/**
 * Answers disputes at Stripe. A bank takes evidence once, so the state of the dispute says whether it was sent; the
 * idempotency key keeps two runs at the same time from doing it twice.
 */
export const stripeDisputes = ({ disputes }: Stripe, milliseconds: number): DisputeAnswerer => ({
  answerDispute: (disputeId, answer, facts) =>
    attempt("take the answer to a dispute", async () => {
      const { status } = await inTime(disputes.retrieve(disputeId), milliseconds);
      if (!awaitsAnswer.includes(status)) return;
      const options = { idempotencyKey: `${disputeId}-${answer.answer}` };
      if (answer.answer === "accept") await inTime(disputes.close(disputeId, {}, options), milliseconds);
      else {
        const evidence = evidenceOf(answer, facts);
        await inTime(disputes.update(disputeId, { evidence, submit: true }, options), milliseconds);
      }
    }),
});

/** Stripe takes 20,000 characters of a text. */
const longest = 20_000;

/** Facts by the names a bank knows; what staff wrote goes with it as it is. */
const evidenceOf = ({ text }: Answer, facts: readonly Fact[]): Stripe.DisputeUpdateParams.Evidence => {
  const of = (...kinds: Fact["kind"][]) =>
    facts
      .filter(({ kind }) => kinds.includes(kind))
      .map((fact) => `${fact.at} ${fact.text}`)
      .join("\n")
      .slice(0, longest);
  const collected = facts.findLast(({ kind }) => kind === "collected");
  return {
    product_description: of("ordered") || "Bread and pastry, ordered on the bakery's page.",
    access_activity_log: of("told", "collected"),
    ...(collected && { service_date: collected.at.slice(0, 10) }),
    ...(text !== undefined && { uncategorized_text: text }),
  };
};
