import { setTimeout as pause } from "node:timers/promises";
import { DeleteMessageCommand } from "@aws-sdk/client-sqs";
import type { Target } from "../target.ts";
import { deliveryOf } from "./deliver.ts";
import { type Letter, readLetter } from "./letter.ts";
import type { DeadLetterQueue } from "./queues.ts";
import { giveBack, lentSeconds, receiveUpTo } from "./read.ts";
import { StaysError } from "./sending.ts";
import { PastRetentionError } from "./stream.ts";

export interface RedriveRequest {
  readonly max: number;
  /** Messages a second; as fast as it goes unless stated. */
  readonly perSecond?: number | undefined;
  /** Only this one. */
  readonly id?: string | undefined;
  readonly dryRun: boolean;
}

/** What became of a message. */
export interface Redriven {
  readonly id: string;
  readonly outcome: "redriven" | "would be redriven" | "replaced by its repaired form" | "stays" | "failed";
  readonly to?: string;
  /** Why it stays, or failed. */
  readonly why?: string;
}

export interface RedriveOutcome {
  readonly queue: string;
  readonly messages: readonly Redriven[];
}

/** How far it is. A listener that throws ends it there, as a crash would. */
export type OnRedrive = (progress: {
  step: "sent" | "done";
  message: Redriven;
  done: number;
  of: number;
}) => void;

/** Resolves when the next may go. */
const pacing = (perSecond: number | undefined) => {
  let next = 0;
  return async () => {
    if (perSecond === undefined) return;
    const now = performance.now();
    next = Math.max(now, next) + 1000 / perSecond;
    if (next - 1000 / perSecond > now) await pause(next - 1000 / perSecond - now);
  };
};

const deliver = async (
  target: Target,
  queue: DeadLetterQueue,
  letter: Letter,
  { dryRun, turn }: { dryRun: boolean; turn: () => Promise<void> },
): Promise<Redriven> => {
  const { id } = letter;
  try {
    const { to, send } = await deliveryOf(target, queue, letter);
    if (dryRun) return { id, outcome: "would be redriven", to };
    await turn();
    await send();
    return { id, outcome: "redriven", to };
  } catch (error) {
    const stays = error instanceof StaysError || error instanceof PastRetentionError;
    return { id, outcome: stays ? "stays" : "failed", why: (error as Error).message };
  }
};

/**
 * Brings messages back to where they were before they were given up. Each is sent, then deleted: who is killed in
 * between leaves it in both places, and the next run sends it again, which every consumer absorbs. What cannot go back
 * stays, with the reason. Not by `StartMessageMoveTask`: docs/decisions/operations.md.
 */
export const redrive = async (
  target: Target,
  queue: DeadLetterQueue,
  { max, id, dryRun, perSecond }: RedriveRequest,
  onProgress: OnRedrive = () => {},
): Promise<RedriveOutcome> => {
  const all = await receiveUpTo(target, queue, id === undefined ? max : Number.MAX_SAFE_INTEGER, {
    lentSeconds: perSecond === undefined ? undefined : lentSeconds + max / perSecond,
  });
  const letters = all.map((message) => readLetter(message, queue));
  const replaced = new Set(letters.map(({ repairs }) => repairs));
  const left = new Map(all.map((message) => [message.MessageId, message]));
  const messages: Redriven[] = [];
  const turn = pacing(perSecond);
  try {
    for (const letter of letters) {
      if (id !== undefined && letter.id !== id) continue;
      const message: Redriven = replaced.has(letter.id)
        ? { id: letter.id, outcome: "replaced by its repaired form" }
        : await deliver(target, queue, letter, { dryRun, turn });
      onProgress({ step: "sent", message, done: messages.length, of: letters.length });
      if (!dryRun && (message.outcome === "redriven" || replaced.has(letter.id))) {
        await target.sqs.send(
          new DeleteMessageCommand({ QueueUrl: queue.url, ReceiptHandle: letter.message.ReceiptHandle }),
        );
        left.delete(letter.id);
      }
      messages.push(message);
      onProgress({ step: "done", message, done: messages.length, of: letters.length });
    }
  } finally {
    await giveBack(target, queue, [...left.values()]);
  }
  return { queue: queue.name, messages };
};
