import type { Cancel, Clock } from "../../core/clock.ts";
import { createDeduplication, type Deduplication } from "./deduplication.ts";
import type { QueueMessage, Received } from "./message.ts";
import { createMessageGroups, type MessageGroups } from "./message-groups.ts";
import { type Attributes, defaultsOf } from "./queue-attributes.ts";
import { parseRedrivePolicy } from "./redrive-policy.ts";

/** What a queue needs of the rest. */
export interface QueueSurroundings {
  readonly clock: Clock;
  /** A key no message of any queue had before. */
  nextKey(): string;
  /** Takes over a message received too often; false when the dead-letter queue does not exist. */
  deadLetter(from: LocalQueue, toArn: string, message: QueueMessage): boolean;
}

/** A message in its place. */
export interface Entry {
  /** What receipt handles name: two copies of a message have one id. */
  readonly key: string;
  readonly message: QueueMessage;
  state: "visible" | "delayed" | "inFlight";
  /** When it becomes visible; of no meaning while it is. */
  dueAt: number;
  /** How often this queue handed it out, and when last. */
  receipts: number;
  takenAt: number;
}

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html */
const MAX_IN_FLIGHT = 120_000;
const MAX_INVISIBLE_MS = 43_200_000;

const withoutUnset = (attributes: Readonly<Record<string, string | undefined>>): Attributes =>
  Object.fromEntries(
    Object.entries(attributes).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );

const settingsOf = (attributes: Attributes) => ({
  visibilityMs: Number(attributes.VisibilityTimeout) * 1000,
  retentionMs: Number(attributes.MessageRetentionPeriod) * 1000,
  redrive: parseRedrivePolicy(attributes.RedrivePolicy),
});

/** A queue on the emulator's clock that wakes receivers the moment there is something to take. */
export class LocalQueue {
  readonly name: string;
  readonly url: string;
  readonly arn: string;
  readonly tags: Map<string, string>;
  readonly createdAt: number;
  readonly deduplication: Deduplication;
  lastModifiedAt: number;
  purgedAt = Number.NEGATIVE_INFINITY;
  #attributes: Attributes;
  #settings: ReturnType<typeof settingsOf>;
  readonly #surroundings: QueueSurroundings;
  readonly #waiters = new Set<() => void>();
  readonly #entries = new Map<string, Entry>();
  /** Delayed and received messages. */
  readonly #hidden = new Set<Entry>();
  readonly #visible = new Set<Entry>();
  readonly #groups: MessageGroups | undefined;
  /** Stands in every receipt handle between the key of the message and the number of the receipt. */
  readonly #seal: string;
  #inFlight = 0;
  #nextDue = Number.POSITIVE_INFINITY;
  #nextExpiry = Number.POSITIVE_INFINITY;
  #alarm: { due: number; cancel: Cancel } | undefined;

  constructor(
    surroundings: QueueSurroundings,
    names: { readonly name: string; readonly url: string; readonly arn: string },
    attributes: Readonly<Record<string, string | undefined>>,
    tags: Readonly<Record<string, string>>,
  ) {
    const fifo = names.name.endsWith(".fifo");
    this.name = names.name;
    this.url = names.url;
    this.arn = names.arn;
    this.#seal = `.${Buffer.from(names.arn).toString("base64url")}.`;
    this.tags = new Map(Object.entries(tags));
    this.createdAt = this.lastModifiedAt = surroundings.clock.now();
    this.#surroundings = surroundings;
    this.#attributes = withoutUnset({ ...defaultsOf(fifo), ...attributes });
    this.#settings = settingsOf(this.#attributes);
    this.#groups = fifo ? createMessageGroups() : undefined;
    this.deduplication = createDeduplication(
      surroundings.clock,
      this.#attributes.DeduplicationScope === "messageGroup",
    );
  }

  isFifo(): boolean {
    return this.#groups !== undefined;
  }

  get attributes(): Attributes {
    return this.#attributes;
  }

  /** Undefined removes an attribute. */
  setAttributes(changes: Readonly<Record<string, string | undefined>>): void {
    this.#attributes = withoutUnset({ ...this.#attributes, ...changes });
    this.#nextExpiry = Number.NEGATIVE_INFINITY;
    this.#settings = settingsOf(this.#attributes);
    this.lastModifiedAt = this.#surroundings.clock.now();
  }

  counts(): Record<Entry["state"], number> {
    this.#refresh(this.#surroundings.clock.now());
    const hidden = this.#hidden.size;
    return {
      visible: this.#entries.size - hidden,
      delayed: hidden - this.#inFlight,
      inFlight: this.#inFlight,
    };
  }

  isFull(): boolean {
    return this.#inFlight >= MAX_IN_FLIGHT;
  }

  /** Puts a message in, visible after `delayMs`. */
  accept(message: QueueMessage, delayMs = 0): void {
    const key = this.#surroundings.nextKey();
    const entry: Entry = { key, message, state: "visible", dueAt: 0, receipts: 0, takenAt: 0 };
    this.#entries.set(key, entry);
    this.#nextExpiry = Math.min(this.#nextExpiry, this.#expiryOf(entry));
    this.#groups?.add(entry);
    if (delayMs > 0) this.#hide(entry, "delayed", this.#surroundings.clock.now() + delayMs);
    else {
      this.#show(entry);
      this.#wake();
    }
  }

  /** Takes up to `max` visible messages, which stay invisible for the visibility timeout. */
  take(max: number, visibilityTimeoutSeconds?: number): Received[] {
    const now = this.#surroundings.clock.now();
    this.#refresh(now);
    const { visibilityMs, redrive } = this.#settings;
    const dueAt =
      now + (visibilityTimeoutSeconds === undefined ? visibilityMs : visibilityTimeoutSeconds * 1000);
    const received: Received[] = [];
    for (const entry of this.#groups?.deliverable() ?? this.#visible) {
      if (received.length >= max || this.isFull()) break;
      const { message } = entry;
      if (this.#isDead(message, redrive)) {
        this.#drop(entry);
        continue;
      }
      message.approximateReceiveCount++;
      message.approximateFirstReceiveTimestamp ??= now;
      entry.receipts++;
      entry.takenAt = now;
      this.#hide(entry, "inFlight", dueAt);
      received.push({ message, receiptHandle: entry.key + this.#seal + entry.receipts });
    }
    return received;
  }

  /** Removes these visible messages for good, wherever they stand. */
  withdraw(messageIds: ReadonlySet<string>): QueueMessage[] {
    const found = this.#all("visible").filter(({ message }) => messageIds.has(message.messageId));
    for (const entry of found) this.#drop(entry);
    return found.map(({ message }) => message);
  }

  /** Removes the oldest visible message for good. */
  shift(): QueueMessage | undefined {
    const [entry] = this.#all("visible");
    if (entry) this.#drop(entry);
    return entry?.message;
  }

  /** Everything in the queue, without receiving it. */
  peek(): readonly Pick<Entry, "message" | "state">[] {
    return this.#all();
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

  /**
   * Deletes by any handle of the message; a FIFO queue takes only the last one, while the message is in flight.
   * `malformed` is what this queue never gave out, `gone` a message deleted before.
   */
  deleteMessage(receiptHandle: string): "deleted" | "gone" | "expired" | "malformed" {
    const found = this.#find(receiptHandle);
    if (typeof found === "string") return found;
    this.#drop(found);
    return "deleted";
  }

  changeVisibility(
    receiptHandle: string,
    seconds: number,
  ): "changed" | "gone" | "expired" | "malformed" | "beyond" {
    const found = this.#find(receiptHandle);
    if (typeof found === "string") return found;
    const dueAt = this.#surroundings.clock.now() + seconds * 1000;
    if (dueAt - found.takenAt > MAX_INVISIBLE_MS) return "beyond";
    if (seconds > 0) this.#hide(found, "inFlight", dueAt);
    else if (found.state !== "visible") {
      this.#show(found);
      this.#wake();
    }
    return "changed";
  }

  purge(): void {
    for (const entry of this.#entries.values()) this.#drop(entry);
    this.deduplication.clear();
  }

  /** Lets go of everything that waits. */
  close(): void {
    this.#alarm?.cancel();
    this.#alarm = undefined;
    this.#wake();
  }

  #find(receiptHandle: string): Entry | "gone" | "expired" | "malformed" {
    const at = receiptHandle.indexOf(this.#seal);
    if (at < 0) return "malformed";
    this.#refresh(this.#surroundings.clock.now());
    const entry = this.#entries.get(receiptHandle.slice(0, at));
    if (!entry) return "gone";
    if (!this.#groups) return entry;
    const receipt = Number(receiptHandle.slice(at + this.#seal.length));
    return entry.state === "inFlight" && entry.receipts === receipt ? entry : "expired";
  }

  #all(state?: Entry["state"]): Entry[] {
    this.#refresh(this.#surroundings.clock.now());
    const all = [...this.#entries.values()];
    return state === undefined ? all : all.filter((entry) => entry.state === state);
  }

  #expiryOf({ message }: Entry): number {
    return message.sentTimestamp + this.#settings.retentionMs;
  }

  #isDead(message: QueueMessage, { toArn, maxReceiveCount }: ReturnType<typeof parseRedrivePolicy>): boolean {
    if (toArn === undefined || message.approximateReceiveCount < maxReceiveCount) return false;
    return this.#surroundings.deadLetter(this, toArn, message);
  }

  #drop(entry: Entry): void {
    this.#leave(entry);
    this.#entries.delete(entry.key);
    if (this.#groups?.remove(entry)) this.#wake();
  }

  /** Takes the entry out of where its state has it. */
  #leave(entry: Entry): void {
    if (entry.state === "visible") this.#visible.delete(entry);
    else this.#hidden.delete(entry);
    if (entry.state === "inFlight") this.#inFlight--;
  }

  #hide(entry: Entry, state: "delayed" | "inFlight", dueAt: number): void {
    this.#leave(entry);
    entry.state = state;
    entry.dueAt = dueAt;
    this.#hidden.add(entry);
    if (state === "inFlight") this.#inFlight++;
    this.#groups?.update(entry);
    this.#alarmAt(dueAt);
  }

  #show(entry: Entry): void {
    this.#leave(entry);
    entry.state = "visible";
    if (this.#groups) this.#groups.update(entry);
    else this.#visible.add(entry);
  }

  #wake(): void {
    for (const waiter of [...this.#waiters]) waiter();
  }

  #forgetExpired(now: number): void {
    let next = Number.POSITIVE_INFINITY;
    for (const entry of this.#entries.values()) {
      const expiry = this.#expiryOf(entry);
      if (expiry <= now) this.#drop(entry);
      else next = Math.min(next, expiry);
    }
    this.#nextExpiry = next;
  }

  /** Makes visible what is due, and forgets what was kept long enough. */
  #refresh(now: number): void {
    if (now >= this.#nextExpiry) this.#forgetExpired(now);
    if (now < this.#nextDue) return;
    let nextDue = Number.POSITIVE_INFINITY;
    const due: Entry[] = [];
    for (const entry of this.#hidden) {
      if (entry.dueAt <= now) due.push(entry);
      else nextDue = Math.min(nextDue, entry.dueAt);
    }
    for (const entry of due) this.#show(entry);
    this.#nextDue = nextDue;
    if (Number.isFinite(nextDue)) this.#alarmAt(nextDue);
    if (due.length > 0) this.#wake();
  }

  #alarmAt(due: number): void {
    this.#nextDue = Math.min(this.#nextDue, due);
    if (this.#alarm && this.#alarm.due <= due) return;
    this.#alarm?.cancel();
    const { clock } = this.#surroundings;
    const cancel = clock.schedule(due - clock.now(), () => {
      this.#alarm = undefined;
      this.#refresh(clock.now());
      if (Number.isFinite(this.#nextDue)) this.#alarmAt(this.#nextDue);
    });
    this.#alarm = { due, cancel };
  }
}
