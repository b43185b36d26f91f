import type { Cancel, Clock } from "../../core/clock.ts";
import type { DeliveryPlan } from "../../core/faults.ts";
import { createDeduplication, type Deduplication } from "./deduplication.ts";
import { type Deduplicated, type InflightEntry, type QueueMessage, SqsQueue } from "./fauxqs.ts";
import { createReceiptHandle } from "./receipt-handles.ts";
import { parseRedrivePolicy, type RedrivePolicy } from "./redrive-policy.ts";

/** What a queue needs of the rest. */
export interface QueueSurroundings {
  readonly clock: Clock;
  /** How a message that was just sent gets in. */
  deliveryPlan(queue: LocalQueue, message: QueueMessage): DeliveryPlan;
  /** Takes over a message received too often; false when the dead-letter queue does not exist. */
  deadLetter(from: LocalQueue, toArn: string, message: QueueMessage): boolean;
}

/** Of the message being sent: what fauxqs' action does not pass on to the queue. */
export interface Sending {
  readonly source: string;
  readonly groupId?: string | undefined;
  readonly traceHeader?: string | undefined;
}

/**
 * A queue on the emulator's clock that wakes receivers the moment there is something to take. fauxqs' own runs on
 * `Date.now`, looks for due messages every 20 ms, and hands out one message per FIFO group at a time.
 */
export class LocalQueue extends SqsQueue {
  /** Set by the operation around fauxqs' synchronous send. */
  sending: Sending | undefined;
  readonly #surroundings: QueueSurroundings;
  readonly #waiters = new Set<() => void>();
  readonly #deduplication: Deduplication;
  /** Messages whose visibility timeout ran out, by the handle that still deletes them until they are taken again. */
  readonly #expired = new Map<string, QueueMessage>();
  readonly #staleHandles = new WeakMap<QueueMessage, string>();
  #nextDue = Number.POSITIVE_INFINITY;
  #alarm: { due: number; cancel: Cancel } | undefined;
  #redrive: RedrivePolicy = parseRedrivePolicy(undefined);

  constructor(
    surroundings: QueueSurroundings,
    name: string,
    url: string,
    arn: string,
    attributes?: Record<string, string>,
    tags?: Record<string, string>,
  ) {
    super(name, url, arn, attributes, tags);
    this.#surroundings = surroundings;
    this.#deduplication = createDeduplication(surroundings.clock);
  }

  /** Called by fauxqs when a message was sent. */
  override enqueue(message: QueueMessage): void {
    const delayMs = message.delayUntil === undefined ? 0 : message.delayUntil - message.sentTimestamp;
    message.sentTimestamp = this.#surroundings.clock.now();
    message.messageGroupId ??= this.sending?.groupId;
    if (this.sending?.traceHeader !== undefined) message.traceHeader = this.sending.traceHeader;
    const plan = this.#surroundings.deliveryPlan(this, message);
    for (const heldBackMs of plan) {
      this.accept(plan.length === 1 ? message : { ...message }, delayMs + heldBackMs);
    }
  }

  /** Puts a message in, visible after `delayMs`. */
  accept(message: QueueMessage, delayMs = 0): void {
    if (delayMs <= 0) {
      message.delayUntil = undefined;
      this.#makeVisible(message);
      this.#wake();
      return;
    }
    message.delayUntil = this.#surroundings.clock.now() + delayMs;
    this.delayedMessages.push(message);
    this.#alarmAt(message.delayUntil);
  }

  /** Takes up to `max` visible messages, which stay invisible for the visibility timeout. */
  take(max: number, visibilityTimeoutSeconds?: number): InflightEntry[] {
    const now = this.#surroundings.clock.now();
    this.#returnDue(now);
    const seconds = visibilityTimeoutSeconds ?? Number(this.attributes.VisibilityTimeout);
    const deadline = now + seconds * 1000;
    const taken = this.isFifo() ? this.#takeFifo(max, now, deadline) : this.#takeAny(max, now, deadline);
    if (taken.length > 0) this.#alarmAt(deadline);
    return taken;
  }

  /** Removes up to `max` visible messages for good. */
  remove(max: number): QueueMessage[] {
    this.#returnDue(this.#surroundings.clock.now());
    if (!this.isFifo()) {
      const taken = this.messages.splice(0, max);
      for (const message of taken) this.#dropStaleHandle(message);
      return taken;
    }
    const removed: QueueMessage[] = [];
    for (const [group, messages] of this.fifoMessages) {
      removed.push(...messages.splice(0, max - removed.length));
      if (messages.length === 0) this.fifoMessages.delete(group);
    }
    return removed;
  }

  /** Everything in the queue, without receiving it. */
  peek(): { message: QueueMessage; state: "visible" | "delayed" | "inFlight" }[] {
    this.#returnDue(this.#surroundings.clock.now());
    const visible = this.isFifo() ? [...this.fifoMessages.values()].flat() : this.messages;
    return [
      ...visible.map((message) => ({ message, state: "visible" as const })),
      ...this.delayedMessages.map((message) => ({ message, state: "delayed" as const })),
      ...Array.from(this.inflightMessages.values(), ({ message }) => ({
        message,
        state: "inFlight" as const,
      })),
    ];
  }

  /** Removes these visible messages for good, wherever they stand. */
  withdraw(messageIds: ReadonlySet<string>): QueueMessage[] {
    this.#returnDue(this.#surroundings.clock.now());
    const withdrawn: QueueMessage[] = [];
    const stays = (message: QueueMessage) => {
      if (!messageIds.has(message.messageId)) return true;
      this.#dropStaleHandle(message);
      withdrawn.push(message);
      return false;
    };
    this.messages = this.messages.filter(stays);
    for (const [group, messages] of this.fifoMessages) {
      const left = messages.filter(stays);
      if (left.length > 0) this.fifoMessages.set(group, left);
      else this.fifoMessages.delete(group);
    }
    return withdrawn;
  }

  /** Resolves when something may be there to take, after `ms`, or when aborted. */
  arrival(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (signal?.aborted) return resolve();
      const done = () => {
        this.#waiters.delete(done);
        cancel?.();
        signal?.removeEventListener("abort", done);
        resolve();
      };
      const cancel = Number.isFinite(ms) ? this.#surroundings.clock.schedule(ms, done) : undefined;
      this.#waiters.add(done);
      signal?.addEventListener("abort", done, { once: true });
    });
  }

  override deleteMessage(receiptHandle: string): boolean {
    const entry = this.inflightMessages.get(receiptHandle);
    if (entry) {
      this.inflightMessages.delete(receiptHandle);
      if (this.isFifo()) this.#unlock(entry.message);
      return true;
    }
    const message = this.#expired.get(receiptHandle);
    if (!message) return false;
    this.#expired.delete(receiptHandle);
    this.messages.splice(this.messages.indexOf(message), 1);
    return true;
  }

  override changeVisibility(receiptHandle: string, timeoutSeconds: number): void {
    const entry = this.inflightMessages.get(receiptHandle);
    if (!entry) return;
    entry.visibilityDeadline = this.#surroundings.clock.now() + timeoutSeconds * 1000;
    this.#alarmAt(entry.visibilityDeadline);
    if (timeoutSeconds === 0) this.#returnDue(entry.visibilityDeadline);
  }

  override purge(): void {
    this.messages = [];
    this.delayedMessages = [];
    this.inflightMessages.clear();
    this.fifoMessages.clear();
    this.fifoLockedGroups.clear();
    this.#expired.clear();
  }

  override getAttribute(name: string): string | undefined {
    // fauxqs counts the delayed messages of FIFO queues elsewhere.
    if (name === "ApproximateNumberOfMessagesDelayed") return String(this.delayedMessages.length);
    if (name.startsWith("ApproximateNumberOf")) this.#returnDue(this.#surroundings.clock.now());
    return super.getAttribute(name);
  }

  override checkDeduplication(id: string): Deduplicated {
    return this.#deduplication.check(this.#deduplicationKey(id));
  }

  override recordDeduplication(id: string, messageId: string, sequenceNumber?: string): void {
    this.#deduplication.record(this.#deduplicationKey(id), messageId, sequenceNumber);
  }

  /** Lets go of everything that waits. */
  close(): void {
    this.#alarm?.cancel();
    this.#alarm = undefined;
    this.#wake();
  }

  #deduplicationKey(id: string): string {
    return this.attributes.DeduplicationScope === "messageGroup" ? `${this.sending?.groupId}\0${id}` : id;
  }

  #wake(): void {
    for (const waiter of [...this.#waiters]) waiter();
  }

  #makeVisible(message: QueueMessage): void {
    if (!this.isFifo()) {
      this.messages.push(message);
      return;
    }
    const group = this.fifoMessages.get(message.messageGroupId!);
    if (group) group.push(message);
    else this.fifoMessages.set(message.messageGroupId!, [message]);
  }

  #takeAny(max: number, now: number, deadline: number): InflightEntry[] {
    const taken: InflightEntry[] = [];
    while (taken.length < max && this.messages.length > 0) {
      for (const message of this.messages.splice(0, max - taken.length)) {
        this.#dropStaleHandle(message);
        const entry = this.#hide(message, now, deadline);
        if (entry) taken.push(entry);
      }
    }
    return taken;
  }

  #takeFifo(max: number, now: number, deadline: number): InflightEntry[] {
    const taken: InflightEntry[] = [];
    for (const [group, messages] of this.fifoMessages) {
      if (taken.length >= max) break;
      if (this.fifoLockedGroups.has(group)) continue;
      const before = taken.length;
      while (taken.length < max && messages.length > 0) {
        const entry = this.#hide(messages.shift()!, now, deadline);
        if (entry) taken.push(entry);
      }
      if (taken.length > before) this.fifoLockedGroups.set(group, taken.length - before);
      if (messages.length === 0) this.fifoMessages.delete(group);
    }
    return taken;
  }

  #hide(message: QueueMessage, now: number, visibilityDeadline: number): InflightEntry | undefined {
    const retentionMs = Number(this.attributes.MessageRetentionPeriod) * 1000;
    if (message.sentTimestamp + retentionMs <= now) return undefined;
    const { toArn, maxReceiveCount } = this.#redrivePolicy();
    if (toArn !== undefined && message.approximateReceiveCount >= maxReceiveCount) {
      if (this.#surroundings.deadLetter(this, toArn, message)) return undefined;
    }
    message.approximateReceiveCount++;
    message.approximateFirstReceiveTimestamp ??= now;
    const receiptHandle = createReceiptHandle(this.arn);
    const entry = { message, receiptHandle, visibilityDeadline };
    this.inflightMessages.set(receiptHandle, entry);
    return entry;
  }

  /** Whoever took the message before can no longer delete it. */
  #dropStaleHandle(message: QueueMessage): void {
    const stale = this.#staleHandles.get(message);
    if (stale !== undefined) this.#expired.delete(stale);
  }

  #redrivePolicy(): RedrivePolicy {
    const text = this.attributes.RedrivePolicy;
    if (this.#redrive.text !== text) this.#redrive = parseRedrivePolicy(text);
    return this.#redrive;
  }

  /** Makes visible what is due: delayed messages, and received ones whose visibility timeout ran out. */
  #returnDue(now: number): void {
    if (now < this.#nextDue) return;
    let nextDue = Number.POSITIVE_INFINITY;
    const returned: InflightEntry[] = [];
    for (const entry of this.inflightMessages.values()) {
      if (entry.visibilityDeadline <= now) returned.push(entry);
      else nextDue = Math.min(nextDue, entry.visibilityDeadline);
    }
    for (const entry of returned) {
      this.inflightMessages.delete(entry.receiptHandle);
      if (this.isFifo()) this.#putBack(entry.message);
      else {
        this.messages.push(entry.message);
        this.#expired.set(entry.receiptHandle, entry.message);
        this.#staleHandles.set(entry.message, entry.receiptHandle);
      }
    }
    const stillDelayed: QueueMessage[] = [];
    for (const message of this.delayedMessages) {
      if (message.delayUntil! > now) {
        stillDelayed.push(message);
        nextDue = Math.min(nextDue, message.delayUntil!);
      } else this.#makeVisible(message);
    }
    const anyVisible = returned.length > 0 || stillDelayed.length < this.delayedMessages.length;
    this.delayedMessages = stillDelayed;
    this.#nextDue = nextDue;
    if (Number.isFinite(nextDue)) this.#alarmAt(nextDue);
    if (anyVisible) this.#wake();
  }

  #putBack(message: QueueMessage): void {
    this.#unlock(message);
    const group = [...(this.fifoMessages.get(message.messageGroupId!) ?? []), message];
    group.sort((a, b) => (a.sequenceNumber! < b.sequenceNumber! ? -1 : 1));
    this.fifoMessages.set(message.messageGroupId!, group);
  }

  #unlock(message: QueueMessage): void {
    const group = message.messageGroupId!;
    const inFlight = (this.fifoLockedGroups.get(group) ?? 1) - 1;
    if (inFlight > 0) {
      this.fifoLockedGroups.set(group, inFlight);
      return;
    }
    this.fifoLockedGroups.delete(group);
    if (this.fifoMessages.has(group)) this.#wake();
  }

  #alarmAt(due: number): void {
    this.#nextDue = Math.min(this.#nextDue, due);
    if (this.#alarm && this.#alarm.due <= due) return;
    this.#alarm?.cancel();
    const { clock } = this.#surroundings;
    const cancel = clock.schedule(due - clock.now(), () => {
      this.#alarm = undefined;
      this.#returnDue(clock.now());
      if (Number.isFinite(this.#nextDue)) this.#alarmAt(this.#nextDue);
    });
    this.#alarm = { due, cancel };
  }
}
