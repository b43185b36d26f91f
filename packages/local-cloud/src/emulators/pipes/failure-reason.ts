import type { Cloud } from "../../core/cloud.ts";
import type { Hop } from "../../core/journal.ts";
import type {} from "../sqs/emulator.ts";

/**
 * Notes why a state machine gave messages back, which its answer has no room for: the last error it caught in a state
 * whose input names the message.
 */
export const explainFailures = (
  { journal, use }: Pick<Cloud, "journal" | "use">,
  messageIds: readonly string[],
  handled: Hop,
): void => {
  if (messageIds.length === 0) return;
  const caught = journal.hops(
    ({ id, service, action }) => id > handled.id && service === "states" && action === "CatchError",
  );
  for (const messageId of messageIds) {
    const reason = caught.findLast(({ input }) => JSON.stringify(input).includes(messageId));
    if (!reason) continue;
    const { Error: code, Cause: message } = reason.output as { Error: string; Cause: string };
    // The poll notes a general reason when it gets the ids back; this particular one then replaces it.
    setImmediate(() => use("queues").failed(messageId, { code, message }, [reason.id]));
  }
};
