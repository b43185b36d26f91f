import type { SimulatedApp } from "sourdough-local/simulation";
import type { Disasters } from "./disasters.ts";
import { asRoot, queueStates } from "./state.ts";

/**
 * An outage of the payment provider that uses up the tries of a message, eight in as many minutes; other faults may have
 * taken half of them.
 */
const USES_UP_TRIES_MS = 4 * 60_000;

/**
 * Does what the runbook of dead letters says, once a long outage of the payment provider is over: brings back what was given
 * up on because of it. Whatever else is in a dead-letter queue stays there, and is a finding. Answers with how many messages
 * were brought back.
 */
export const bringBack = async (app: SimulatedApp, { outageMs }: Disasters): Promise<number> => {
  if (outageMs < USES_UP_TRIES_MS) return 0;
  const move = app.cloud.emulator("sqs")!.operations.StartMessageMoveTask!;
  let count = 0;
  for (const { name, arn, isDeadLetterQueue, messages } of await queueStates(app)) {
    if (!isDeadLetterQueue || messages === 0 || !name.includes("AuthorizePayment")) continue;
    await move({ SourceArn: arn }, asRoot);
    count += messages;
  }
  return count;
};
