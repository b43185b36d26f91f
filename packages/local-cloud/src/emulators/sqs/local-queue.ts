import { randomUUID } from "node:crypto";
import type { Cancel, Clock } from "../../core/clock.ts";
import type { DeliveryPlan } from "../../core/faults.ts";
import { createDeduplication, type Deduplication } from "./deduplication.ts";
import { type KeptQueues, keptKey } from "./kept-queues.ts";
import { type Entry, fifoLine, type Line, standardLine } from "./lines.ts";
import type { QueueMessage } from "./message.ts";
import type { QueueAttributes } from "./queue-attributes.ts";
import { createReceiptHandle, keyOfHandle } from "./receipt-handles.ts";
import { parseRedrivePolicy, type RedrivePolicy } from "./redrive-policy.ts";

/** What a queue needs of the rest. */
export interface QueueSurroundings {
  readonly clock: Clock;
  /** How a message that `source` just sent gets in. */
  deliveryPlan(queue: LocalQueue, message: QueueMessage, source: string): DeliveryPlan;
  /** Takes over a message received too often; false when the dead-letter queue does not exist. */
  deadLetter(from: LocalQueue, toArn: string, message: QueueMessage): boolean;
  readonly kept: KeptQueues;
  /** Told that a receiver is done with a message. */
  deleted(queue: LocalQueue): void;
}

/** A message as its receiver has it. */
export type Received = Readonly<Pick<Entry, "message" | "receiptHandle">>;

/** What a receipt handle is worth: `expired` that of a FIFO message that may be taken again, or was. */
export type HandleState = "valid" | "expired" | "gone";

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html */
export const IN_FLIGHT_LIMIT = 120_000;

/** A queue on the emulator's clock that wakes receivers the moment there is something to take. */
export class LocalQueue {
  readonly name: string;
  readonly url: string;
  readonly arn: string;
  readonly createdAt: number;
  readonly tags = new Map<string, string>();
  readonly deduplication: Deduplication;
  /** When its messages were last purged. */
  purgedAt = Number.NEGATIVE_INFINITY;
  modifiedAt: number;
  readonly #surroundings: QueueSurroundings;
  readonly #waiters = new Set<() => void>();
  readonly #entries = new Map<string, Entry>();
  /** Those that are delayed or in flight. */
  readonly #hidden = new Set<Entry>();
  readonly #line: Line;
  #inFlight = 0;
  #attributes: QueueAttributes;
  #redrive: RedrivePolicy | undefined;
  #lastSequenceNumber = 0;
  #nextDue = Number.POSITIVE_INFINITY;
  #alarm: { due: number; cancel: Cancel } | undefined;

  constructor(
    surroundings: QueueSurroundings,
    { name, url, arn }: { name: string; url: string; arn: string },
    attributes: QueueAttributes,
  ) {
    this.#surroundings = surroundings;
    this.name = name;
    this.url = url;
    this.arn = arn;
    this.createdAt = surroundings.clock.now();
    this.modifiedAt = this.createdAt;
    this.#attributes = attributes;
    this.#redrive = parseRedrivePolicy(attributes.RedrivePolicy);
    this.#line = this.isFifo() ? fifoLine() : standardLine();
    this.deduplication = createDeduplication(
      surroundings.clock,
      attributes.DeduplicationScope ?? "queue",
      surroundings.kept.deduplicationOf(name),
    );
    this.#lastSequenceNumber = surroundings.kept.lastSequenceNumberOf(name);
  }

  get attributes(): QueueAttributes {
    return this.#attributes;
  }

  set attributes(attributes: QueueAttributes) {
    this.#attributes = attributes;
    this.#redrive = parseRedrivePolicy(attributes.RedrivePolicy);
    this.deduplication.setScope(attributes.DeduplicationScope ?? "queue");
    this.modifiedAt = this.#surroundings.clock.now();
  }

  /** Its dead-letter queue, where it has one. */
  get redrive(): RedrivePolicy | undefined {
    return this.#redrive;
  }

  isFifo(): boolean {
    return this.#attributes.FifoQueue === "true";
  }

  nextSequenceNumber(): string {
    this.#surroundings.kept.keepSequenceNumber(this.name, ++this.#lastSequenceNumber);
    return `1885${String(this.#lastSequenceNumber).padStart(16, "0")}`;
  }

  /** Takes a message that was just sent, visible after `delayMs`. */
  send(message: QueueMessage, source: string, delayMs: number): void {
    const plan = this.#surroundings.deliveryPlan(this, message, source);
    for (const heldBackMs of plan) {
      this.accept(plan.length === 1 ? message : { ...message }, delayMs + heldBackMs);
    }
  }

  /** Puts a message in, visible after `delayMs`. */
  accept(message: QueueMessage, delayMs = 0): void {
    const key = this.#entries.has(message.messageId) ? randomUUID() : message.messageId;
    const entry: Entry = {
      key,
      message,
      enteredAt: this.#surroundings.clock.now(),
      state: "visible",
      due: 0,
      receives: 0,
      takenAt: 0,
      receiptHandle: "",
      isReceived: false,
    };
    this.#entries.set(key, entry);
    if (delayMs > 0) {
      entry.state = "delayed";
      entry.due = this.#surroundings.clock.now() + delayMs;
      this.#hidden.add(entry);
      this.#alarmAt(entry.due);
    } else {
      this.#line.enter(entry);
      this.#wake();
    }
    this.#keep(entry);
  }

  /** Takes up a message that an earlier run kept. */
  restore(entry: Entry): void {
    this.#entries.set(entry.key, entry);
    if (entry.state !== "delayed") this.#line.enter(entry);
    if (entry.state === "visible") return;
    this.#hidden.add(entry);
    if (entry.state === "inFlight") this.#inFlight++;
    this.#alarmAt(entry.due);
  }

  /**
   * Keeps that messages were received. What the cloud's own pollers take is not: they end with it, and then never took it.
   */
  keepReceived(received: readonly Received[]): void {
    for (const { receiptHandle } of received) {
      const { entry } = this.#find(receiptHandle);
      if (!entry) continue;
      entry.isReceived = true;
      this.#keep(entry);
    }
  }

  /** Takes up to `max` visible messages, which stay invisible for the visibility timeout. */
  take(max: number, visibilityTimeoutSeconds = Number(this.#attributes.VisibilityTimeout)): Received[] {
    const now = this.#surroundings.clock.now();
    this.#returnDue(now);
    const due = now + visibilityTimeoutSeconds * 1000;
    const free = Math.min(max, IN_FLIGHT_LIMIT - this.#inFlight);
    const taken = this.#line.take(free, (entry) => this.#receive(entry, now, due));
    if (taken.length > 0) this.#alarmAt(due);
    return taken;
  }

  /** Hides messages in flight anew; false when one of them was deleted, became visible or was taken since. */
  takeAgain(
    received: readonly Received[],
    visibilityTimeoutSeconds = Number(this.#attributes.VisibilityTimeout),
  ): boolean {
    const due = this.#surroundings.clock.now() + visibilityTimeoutSeconds * 1000;
    const entries = received.flatMap(({ receiptHandle }) => {
      const { entry, state } = this.#find(receiptHandle);
      return entry && state === "valid" ? [entry] : [];
    });
    if (entries.length < received.length) return false;
    for (const entry of entries) this.#hide(entry, due);
    this.#alarmAt(due);
    return true;
  }

  /** Whether as many messages are in flight as can be. */
  isFull(): boolean {
    return this.#inFlight >= IN_FLIGHT_LIMIT;
  }

  /** Removes these visible messages for good, wherever they stand. */
  withdraw(messageIds: ReadonlySet<string>): QueueMessage[] {
    this.#returnDue(this.#surroundings.clock.now());
    const withdrawn = [...this.#entries.values()].filter(
      ({ state, message }) => state === "visible" && messageIds.has(message.messageId),
    );
    for (const entry of withdrawn) this.#remove(entry);
    return withdrawn.map(({ message }) => message);
  }

  /** Removes a visible message for good, the oldest first. */
  removeFirst(): QueueMessage | undefined {
    this.#returnDue(this.#surroundings.clock.now());
    for (const entry of this.#entries.values()) {
      if (entry.state !== "visible") continue;
      this.#remove(entry);
      return entry.message;
    }
    return undefined;
  }

  /** Everything in the queue, without receiving it. */
  peek(): readonly Readonly<Pick<Entry, "message" | "state" | "enteredAt" | "receives">>[] {
    const now = this.#surroundings.clock.now();
    this.#returnDue(now);
    for (const entry of this.#entries.values()) if (this.#isTooOld(entry, now)) this.#remove(entry);
    return [...this.#entries.values()];
  }

  counts(): Record<Entry["state"], number> {
    const counts = { visible: 0, delayed: 0, inFlight: 0, gone: 0 };
    for (const { state } of this.peek()) counts[state]++;
    return counts;
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

  /** Deletes the message unless its handle has expired. Throws for a handle of another queue. */
  deleteMessage(receiptHandle: string): HandleState {
    const { entry, state } = this.#find(receiptHandle);
    if (entry && state === "valid") {
      this.#remove(entry);
      this.#surroundings.deleted(this);
    }
    return state;
  }

  /** Moves the message to the dead-letter queue whatever its receive count, or drops it where there is none. */
  discard(receiptHandle: string): void {
    const { entry } = this.#find(receiptHandle);
    if (!entry) return;
    if (this.#redrive) this.#surroundings.deadLetter(this, this.#redrive.toArn, entry.message);
    this.#remove(entry);
  }

  /**
   * Hides the message for as long as given from now; `tooLong` when it would be hidden for more than twelve hours
   * since it was taken. Throws for a handle of another queue.
   */
  changeVisibility(receiptHandle: string, seconds: number): HandleState | "tooLong" {
    const { entry, state } = this.#find(receiptHandle);
    if (!entry || state !== "valid") return state;
    const due = this.#surroundings.clock.now() + seconds * 1000;
    if (Math.floor((due - entry.takenAt) / 1000) > LONGEST_SECONDS) return "tooLong";
    this.#hide(entry, due);
    entry.isReceived = true;
    this.#keep(entry);
    this.#alarmAt(due);
    this.#returnDue(this.#surroundings.clock.now());
    return state;
  }

  purge(): void {
    for (const entry of [...this.#entries.values()]) this.#remove(entry);
    this.deduplication.clear();
  }

  /** Lets go of everything that waits. */
  close(): void {
    this.#alarm?.cancel();
    this.#alarm = undefined;
    this.#wake();
  }

  #keep(entry: Entry): void {
    this.#surroundings.kept.messages.put(keptKey(this.name, entry.key), entry);
  }

  #wake(): void {
    if (this.#waiters.size === 0) return;
    for (const waiter of [...this.#waiters]) waiter();
  }

  #find(receiptHandle: string): { entry?: Entry; state: HandleState } {
    const entry = this.#entries.get(keyOfHandle(this.arn, receiptHandle));
    this.#returnDue(this.#surroundings.clock.now());
    if (!entry) return { state: "gone" };
    const current = entry.state === "inFlight" && entry.receiptHandle === receiptHandle;
    return { entry, state: this.isFifo() && !current ? "expired" : "valid" };
  }

  /** Makes the message in flight; false when it is gone instead: too old, or moved to the dead-letter queue. */
  #receive(entry: Entry, now: number, due: number): boolean {
    const { message } = entry;
    if (this.#isTooOld(entry, now)) {
      this.#remove(entry);
      return false;
    }
    if (this.#redrive && entry.receives >= this.#redrive.maxReceiveCount) {
      if (this.#surroundings.deadLetter(this, this.#redrive.toArn, message)) {
        this.#remove(entry);
        return false;
      }
    }
    message.approximateReceiveCount++;
    message.approximateFirstReceiveTimestamp ??= now;
    entry.receives++;
    entry.takenAt = now;
    entry.isReceived = false;
    entry.receiptHandle = createReceiptHandle(this.arn, entry);
    this.#hide(entry, due);
    return true;
  }

  #isTooOld({ message }: Entry, now: number): boolean {
    return message.sentTimestamp + Number(this.#attributes.MessageRetentionPeriod) * 1000 <= now;
  }

  #hide(entry: Entry, due: number): void {
    entry.due = due;
    if (entry.state === "inFlight") return;
    entry.state = "inFlight";
    this.#inFlight++;
    this.#hidden.add(entry);
  }

  #remove(entry: Entry): void {
    this.#entries.delete(entry.key);
    this.#surroundings.kept.messages.delete(keptKey(this.name, entry.key));
    this.#hidden.delete(entry);
    this.#line.leave(entry);
    const wasInFlight = entry.state === "inFlight";
    entry.state = "gone";
    if (!wasInFlight) return;
    this.#inFlight--;
    // It held its group.
    if (this.isFifo()) this.#wake();
  }

  /** Makes visible what is due: delayed messages, and received ones whose visibility timeout ran out. */
  #returnDue(now: number): void {
    if (now < this.#nextDue) return;
    this.#nextDue = Number.POSITIVE_INFINITY;
    let anyVisible = false;
    for (const entry of this.#hidden) {
      if (entry.due > now) {
        this.#nextDue = Math.min(this.#nextDue, entry.due);
        continue;
      }
      anyVisible = true;
      this.#hidden.delete(entry);
      if (entry.state === "inFlight") {
        this.#inFlight--;
        this.#line.back(entry);
      } else this.#line.enter(entry);
      entry.state = "visible";
      this.#keep(entry);
    }
    if (Number.isFinite(this.#nextDue)) this.#alarmAt(this.#nextDue);
    if (anyVisible) this.#wake();
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

const LONGEST_SECONDS = 43_200;
