import { createHash, randomUUID } from "node:crypto";
import type { Cloud } from "../../core/cloud.ts";
import type { Hop } from "../../core/journal.ts";
import type { LocalQueue } from "../../emulators/sqs/local-queue.ts";
import type { QueueMessage } from "../../emulators/sqs/message.ts";
import { queueArn } from "../../emulators/sqs/queue-store.ts";
import { movedMessage } from "../../emulators/sqs/redrive.ts";
import type { Issue, Message, Queue } from "../api.ts";
import { conflict, notFound } from "../http/problem.ts";
import { consoleSource } from "../map/locate.ts";
import { unwrapped } from "../payload.ts";
import { errorOf } from "../trace/error.ts";
import type { TraceContext } from "../trace/hops.ts";
import { bestKnownFirst } from "../trace/summary.ts";
import type { QueueReader } from "./read.ts";

/** Messages of queues: to look at, to mend, to send back. */
export interface Messages {
  list(name: string, limit: number): { queue: Queue; messages: Message[]; total: number };
  repair(name: string, messageId: string, body: string): Message;
  redrive(name: string, messageIds: readonly string[] | undefined): number;
  remove(name: string, messageIds: readonly string[]): number;
}

interface MessagesContext extends TraceContext {
  readonly cloud: Cloud;
  readonly reader: QueueReader;
  /** What of an event breaks its contract; none for what is no event of a contract. */
  issuesOf(body: string): Issue[];
}

const attribute = ({ messageAttributes }: QueueMessage, name: string): string | undefined =>
  messageAttributes[name]?.StringValue;

export const createMessages = (context: MessagesContext): Messages => {
  const { cloud, journal, locator, reader, redaction, issuesOf } = context;

  const hopsOf = (messageId: string): Hop[] =>
    journal.causesOf(`sqs:${messageId}`).flatMap((id) => journal.hop(id) ?? []);

  /** The hop in which a consumer failed, behind the move to the dead-letter queue. */
  const failedAt = (dead: Hop | undefined): Hop | undefined =>
    dead?.causes
      .map((id) => journal.hop(id))
      .findLast((hop) => hop?.service === "lambda" || hop?.service === "pipes");

  const failureOf = (message: QueueMessage, shown: Queue): Message["failure"] => {
    if (!shown.sources) return undefined;
    const dead = hopsOf(message.messageId).findLast(
      ({ action }) => action === "DeadLetter" || action === "Discard",
    );
    const code = attribute(message, "ERROR_CODE") ?? attribute(message, "ErrorCode") ?? dead?.error?.code;
    const text =
      attribute(message, "ERROR_MESSAGE") ?? attribute(message, "ErrorMessage") ?? dead?.error?.message;
    const failed = failedAt(dead);
    const found = issuesOf(message.body);
    if (code === undefined && found.length === 0) return undefined;
    const error = errorOf({ code: code ?? "InvalidEvent", message: text ?? "" }, redaction);
    const issues = error.issues ?? found;
    return {
      ...error,
      issues: issues.length > 0 ? issues : undefined,
      hopId: (failed ?? dead)?.id,
      at: dead?.at,
      function: failed && (locator.nodeOf(failed)?.name ?? failed.resource),
    };
  };

  const destinationOf = (message: QueueMessage, shown: Queue): LocalQueue | undefined => {
    const only = shown.sources?.length === 1 ? shown.sources[0] : undefined;
    const arn =
      message.deadLetterSourceArn ??
      (only?.kind === "queue" && !attribute(message, "RULE_ARN") ? queueArn(only.name, cloud) : undefined);
    return arn === undefined ? undefined : reader.queueAt(arn);
  };

  const show = (message: QueueMessage, state: string, shown: Queue): Message => {
    const failure = failureOf(message, shown);
    const hop = hopsOf(message.messageId).at(-1);
    const redriveTo = shown.sources && destinationOf(message, shown)?.name;
    const attributes: Record<string, string | undefined> = {
      MessageGroupId: message.messageGroupId,
      DeadLetterQueueSourceArn: message.deadLetterSourceArn,
    };
    return {
      messageId: message.messageId,
      body: maskedBody(message.body),
      sentAt: message.sentTimestamp,
      ageMs: cloud.clock.now() - message.sentTimestamp,
      receiveCount: message.approximateReceiveCount,
      inFlight: state === "inFlight",
      attributes: Object.fromEntries(
        Object.entries(attributes).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
      ),
      messageAttributes: Object.fromEntries(
        Object.entries(message.messageAttributes).map(([key, value]) => [
          key,
          redaction.maskText(value.StringValue ?? "(binary)"),
        ]),
      ),
      ids: hop ? bestKnownFirst(journal.mentions.idsIn(hop.id), journal) : [],
      failure,
      redriveTo,
      hopId: hop?.id,
      traceId: hop?.traceId,
    };
  };

  const maskedBody = (body: string): string => {
    const value = unwrapped(body);
    return typeof value === "string"
      ? redaction.maskText(body)
      : JSON.stringify(redaction.mask(JSON.parse(body)));
  };

  const repaired = (edited: string, original: string): string => {
    try {
      return JSON.stringify(redaction.restore(JSON.parse(edited), JSON.parse(original)));
    } catch {
      return edited;
    }
  };

  const move = (message: QueueMessage, from: LocalQueue, to: LocalQueue) => {
    // As StartMessageMoveTask does: redriven messages are new ones, with a new id and enqueue time.
    const messageId = randomUUID();
    const hop = journal.record({
      service: "sqs",
      action: "MoveMessage",
      resource: to.arn,
      source: consoleSource,
      causes: journal.causesOf(`sqs:${message.messageId}`),
      input: { from: from.arn, messageId: message.messageId, body: message.body },
      output: { messageId },
    });
    journal.link(`sqs:${messageId}`, hop);
    to.accept(movedMessage(message, messageId, cloud.clock.now()));
  };

  return {
    list(name, limit) {
      const { queue, shown } = reader.find(name);
      const all = queue.peek().toSorted((a, b) => a.message.sentTimestamp - b.message.sentTimestamp);
      const messages = all.slice(0, limit).map(({ message, state }) => show(message, state, shown));
      return { queue: shown, messages, total: all.length };
    },
    repair(name, messageId, body) {
      const { queue, shown } = reader.find(name);
      const found = queue.peek().find(({ message }) => message.messageId === messageId);
      if (!found) throw notFound(`Message ${messageId} is no longer in ${shown.label}.`);
      if (found.state === "inFlight")
        throw conflict(`Message ${messageId} is being handled; wait until it is back or gone.`);
      found.message.body = repaired(body, found.message.body);
      found.message.md5OfBody = createHash("md5").update(found.message.body).digest("hex");
      return show(found.message, found.state, shown);
    },
    redrive(name, messageIds) {
      const { queue, shown } = reader.find(name);
      if (!shown.sources) throw conflict(`${shown.label} is no dead-letter queue.`);
      const wanted = messageIds && new Set(messageIds);
      const visible = queue.peek().filter(({ state }) => state === "visible");
      const chosen = visible.filter(({ message }) => !wanted || wanted.has(message.messageId));
      const movable = chosen.flatMap(({ message }) => {
        const to = destinationOf(message, shown);
        return to ? [{ message, to }] : [];
      });
      if (movable.length === 0)
        throw conflict(
          chosen.length === 0
            ? `None of these messages is waiting in ${shown.label}.`
            : `These messages came from no queue (${shown.sources.map(({ label }) => label).join(", ")}); send the event again instead.`,
        );
      queue.withdraw(new Set(movable.map(({ message }) => message.messageId)));
      for (const { message, to } of movable) move(message, queue, to);
      return movable.length;
    },
    remove(name, messageIds) {
      return reader.find(name).queue.withdraw(new Set(messageIds)).length;
    },
  };
};
