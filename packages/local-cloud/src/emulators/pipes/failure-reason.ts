import { isArnOf } from "../../core/arn.ts";
import type { Cloud } from "../../core/cloud.ts";
import type { Hop } from "../../core/journal.ts";
import { reasonOf } from "../lambda/event-sources/failure-reason.ts";
import type {} from "../sqs/emulator.ts";
import type { RecordFailure } from "./targets.ts";

interface Explanation {
  readonly code: string;
  readonly message: string;
  readonly hopId: number;
}

/**
 * Notes why messages were given back: what the target answered, or, as a list of ids has no room for it, the last
 * error a state machine caught in a state whose input names the message, or what a function logged about it.
 */
export const explainFailures = (
  { journal, use }: Pick<Cloud, "journal" | "use">,
  failures: readonly RecordFailure[],
  handled: Hop,
  target: string,
): void => {
  if (failures.length === 0) return;
  const since = (service: string, action: string) =>
    journal.hops((hop) => hop.id > handled.id && hop.service === service && hop.action === action);

  const caughtFor = (messageId: string): Explanation | undefined => {
    for (const hop of since("states", "CatchError").reverse()) {
      const { input, output } = journal.payloads(hop);
      if (!JSON.stringify(input ?? null).includes(messageId)) continue;
      const { Error: code, Cause: message } = output as { Error: string | null; Cause: string | null };
      return { code: code ?? "CatchError", message: message ?? "", hopId: hop.id };
    }
    return undefined;
  };
  const loggedFor = (messageId: string): Explanation => {
    const [log] = since("lambda", "Log").filter(({ traceId }) => traceId === handled.traceId);
    const lines = log ? (journal.payloads(log).output as string[]) : [];
    return { ...reasonOf({ id: messageId }, lines, failures.length === 1), hopId: log?.id ?? handled.id };
  };

  for (const { pollId, reason } of failures) {
    const isFunction = isArnOf(target, "lambda");
    const found: Explanation = reason
      ? { ...reason, hopId: handled.id }
      : ((isFunction ? undefined : caughtFor(pollId)) ?? loggedFor(pollId));
    // The poll notes a general reason when it gets the ids back; this particular one then replaces it.
    setImmediate(() =>
      use("queues").failed(pollId, { code: found.code, message: found.message }, [found.hopId]),
    );
  }
};
