import { CallbackTimeoutError, createRetryStrategy } from "@aws/durable-execution-sdk-js";
import type { Telemetry } from "@sourdough/lambda-kit";
import type { Durable } from "@sourdough/lambda-kit/durable";
import { type Answer, answerOfTheClock, type Fact, factKinds, patience } from "../domain/dispute.ts";
import type { DisputePorts } from "./dispute-ports.ts";
import { answerDue, answered } from "./payment-outbox.ts";

/** Longer than any bank takes: https://docs.stripe.com/disputes/how-disputes-work */
const verdictDays = 150;

/** A provider that is away for days, and a person who has to mend a key, may still make the bank's deadline. */
const patiently = createRetryStrategy({
  maxAttempts: 80,
  initialDelay: { seconds: 1 },
  maxDelay: { hours: 1 },
  backoffRate: 2,
});

export interface DisputeToResolve {
  readonly disputeId: string;
  readonly orderId: string;
  readonly traceparent: string;
}

/**
 * What becomes of a dispute, as a durable function, one execution for each: gathers what there is to say, waits for
 * staff, reminds them, answers for them when they do not, and waits for the bank. What is decided is decided in the
 * table, by whoever is first: the callbacks only wake the execution, and one that is missed costs time alone.
 */
export async function resolveDispute(
  ports: DisputePorts,
  { disputeId, orderId, traceparent }: DisputeToResolve,
  durable: Durable,
  { logger, count }: Telemetry,
) {
  const step = <Result>(name: string, run: () => Promise<Result>) =>
    durable.step(name, run, { retryStrategy: patiently });
  const found = () =>
    ports.disputes.find(disputeId).then((dispute) => {
      if (dispute) return dispute;
      throw new Error(`${disputeId} is not in the table, though its execution was started after it was.`);
    });
  const cause = {
    orderId,
    metadata: { eventId: orderId.replace("ord-", "evt-"), correlationId: orderId, traceparent },
    causationId: disputeId,
  };

  const gathered = await durable.parallel(
    "GatherEvidence",
    factKinds.map((kind) => ({
      name: kind,
      func: (branch: Durable) =>
        branch.step(kind, () => ports.disputes.facts(orderId, kind), { retryStrategy: patiently }),
    })),
  );
  gathered.throwIfError();
  const evidence = gathered.getResults().flat();
  const [closed, closedCallback] = await durable.createCallback("Closed", { timeout: { days: verdictDays } });

  for (const [reminders, days] of patience.entries()) {
    const [answer, answerCallback] = await durable.createCallback("Answer", { timeout: { days } });
    const status = await step("AskStaff", async () => {
      const isDue = reminders > 0 && (await found()).status === "OPEN";
      if (isDue) count("DisputesReminded");
      const due = isDue ? [answerDue(cause, disputeId, reminders, ports.now().toISOString())] : [];
      await ports.disputes.ask(disputeId, { answerCallback, closedCallback, evidence, reminders }, due);
      // Whoever answered or closed it in between found no callback to complete.
      return (await found()).status;
    });
    if (status !== "OPEN") break;
    const isAnswered = await answer.then(
      () => true,
      (error: unknown) => {
        if (error instanceof CallbackTimeoutError) return false;
        throw error;
      },
    );
    if (isAnswered) break;
  }

  const decided = await step("DecideAnswer", () => decide(ports, cause, disputeId, evidence));
  if (!decided) return { disputeId, status: await step("SeeOutcome", async () => (await found()).status) };
  await step("SendAnswer", async () => {
    await ports.answerer.answerDispute(disputeId, decided, evidence);
    count(decided.answer === "contest" ? "DisputesContested" : "DisputesAccepted");
  });
  await step("NoteSent", async () => {
    await ports.disputes.sent(disputeId);
    return (await found()).status;
  });
  logger.info(`${disputeId} is answered, and the bank decides.`);
  await closed;
  return { disputeId, status: await step("SeeOutcome", async () => (await found()).status) };
}

/** The answer that counts, whoever gave it; undefined for a dispute that needs none any more. */
const decide = async (
  { disputes, now }: DisputePorts,
  cause: Parameters<typeof answered>[0],
  disputeId: string,
  evidence: readonly Fact[],
): Promise<Answer | undefined> => {
  const own = answerOfTheClock(evidence);
  const at = now().toISOString();
  if (await disputes.answer(disputeId, own, at, answered(cause, disputeId, own, at))) return own;
  const dispute = await disputes.find(disputeId);
  return dispute?.status === "ANSWERED" || dispute?.status === "SENT" ? dispute.answer : undefined;
};
