import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DeleteMessageCommand, type MessageAttributeValue, SendMessageCommand } from "@aws-sdk/client-sqs";
import { UsageError } from "../../command.ts";
import type { Target } from "../target.ts";
import { type Letter, noted, readLetter } from "./letter.ts";
import type { DeadLetterQueue } from "./queues.ts";
import { giveBack, type Lent, receiveUpTo } from "./read.ts";

export interface Repaired {
  readonly id: string;
  /** Of the message that took its place. */
  readonly newId?: string | undefined;
  readonly contract?: string | undefined;
  readonly body: unknown;
}

const text = (StringValue: string): MessageAttributeValue => ({ DataType: "String", StringValue });

/** The message with another body, as it would be read once it took the other's place. */
const changed = ({ message, origin }: Letter, body: unknown): Lent => ({
  ...message,
  Body: JSON.stringify(body),
  MessageAttributes: {
    ...message.MessageAttributes,
    // SQS knows where a message came from only of those that it moved itself.
    ...(origin.kind === "queue" && { [noted.origin]: text(origin.queueArn) }),
    [noted.repairs]: text(message.MessageId),
  },
});

/** What somebody makes of it in `$EDITOR`. Throws `UsageError` when it is no JSON then. */
export const edited = (body: unknown): unknown => {
  const editor = process.env.VISUAL ?? process.env.EDITOR;
  if (!editor) throw new UsageError("Say --set path=value or --patch <file>, or set $EDITOR.");
  const folder = mkdtempSync(join(tmpdir(), "ops-"));
  const file = join(folder, "message.json");
  try {
    writeFileSync(file, `${JSON.stringify(body, null, 2)}\n`, { mode: 0o600 });
    const { status } = spawnSync(`${editor} "${file}"`, { stdio: "inherit", shell: true });
    if (status !== 0) throw new Error(`${editor} ended with ${status}: nothing was changed.`);
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    if (error instanceof SyntaxError) throw new UsageError(`What you wrote is no JSON: ${error.message}`);
    throw error;
  } finally {
    rmSync(folder, { recursive: true });
  }
};

/** The one that is meant: by its id, or the only one that is there. */
const choose = (letters: readonly Letter[], id: string | undefined, name: string): Letter => {
  const found = id === undefined && letters.length === 1 ? letters[0] : letters.find((one) => one.id === id);
  if (found) return found;
  if (letters.length === 0) throw new Error(`${name} is empty.`);
  if (id !== undefined) throw new Error(`${name} has no message ${id}; dlq show ${name} has the ids.`);
  throw new UsageError(`${name} has ${letters.length} messages: say which by --id.`);
};

/**
 * Changes a message where it is. The changed one is put beside it first, and says which it replaces; then the other is
 * deleted. Who is killed in between leaves both, of which redrive takes the new one. Throws an error that names what
 * breaks the contract, and nothing is changed then.
 */
export const repair = async (
  target: Target,
  queue: DeadLetterQueue,
  request: { id: string | undefined; dryRun: boolean; change: (body: unknown) => unknown },
  onProgress: (step: "sent") => void = () => {},
): Promise<Repaired> => {
  const all = await receiveUpTo(target, queue, Number.MAX_SAFE_INTEGER);
  let kept: readonly Lent[] = all;
  try {
    const letters = all.map((message) => readLetter(message, queue));
    const letter = choose(letters, request.id, queue.name);
    const { id, origin, message } = letter;
    if (origin.kind === "pipe" || origin.kind === "mapping")
      throw new Error(
        `${id} only points to records of a stream, which nobody can change: redrive reads them there.`,
      );
    const body = request.change(letter.body);
    const next = changed(letter, body);
    const { contract } = readLetter(next, queue);
    if (contract.broken)
      throw new Error(
        `It would break its contract, ${contract.contract}: ${contract.broken}. Nothing was changed.`,
      );
    if (request.dryRun) return { id, contract: contract.contract, body };
    const trace = message.Attributes?.AWSTraceHeader;
    const sent = await target.sqs.send(
      new SendMessageCommand({
        QueueUrl: queue.url,
        MessageBody: next.Body,
        MessageAttributes: next.MessageAttributes,
        ...(trace && { MessageSystemAttributes: { AWSTraceHeader: text(trace) as { DataType: string } } }),
      }),
    );
    onProgress("sent");
    await target.sqs.send(
      new DeleteMessageCommand({ QueueUrl: queue.url, ReceiptHandle: message.ReceiptHandle }),
    );
    kept = all.filter((one) => one !== message);
    return { id, newId: sent.MessageId, contract: contract.contract, body };
  } finally {
    await giveBack(target, queue, kept);
  }
};
