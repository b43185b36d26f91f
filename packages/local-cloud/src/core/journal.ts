import { randomFillSync } from "node:crypto";
import type { State } from "../state/state.ts";
import { createJournalIndex } from "./journal-index.ts";
import { createJournalLinks } from "./journal-links.ts";
import { createSharedValues } from "./journal-shared.ts";
import { createJournalTail } from "./journal-tail.ts";
import { toKeptText } from "./journal-text.ts";
import { createJournalTraces } from "./journal-traces.ts";
import { createCharacterCount, DEEPEST_PAYLOAD } from "./nesting.ts";

/** What happened at one point of a message's way: who did what to which resource, when, and because of what. */
export interface Hop {
  /** Counts up from 1. */
  readonly id: number;
  /** 32 hexadecimal digits; every hop that follows from the same first request has the same one. */
  readonly traceId: string;
  /** Ids of the hops this one follows from; several for a batch, none for a request from outside. */
  readonly causes: readonly number[];
  /** Milliseconds since the epoch, with fractions. */
  readonly at: number;
  /** Milliseconds until `finish`; absent while it runs and for hops that take no time. */
  durationMs?: number;
  /** Of a function: milliseconds its thread was busy on a processor; all else it waited. */
  cpuMs?: number;
  /** Endpoint prefix of the service that did it: `sqs`, `events`, `lambda`, `states`, `pipes`, `execute-api`... */
  readonly service: string;
  /** AWS operation (`SendMessage`) or a verb for what has none (`Deliver`, `Invoke`, `EnterState`, `Log`). */
  readonly action: string;
  /** ARN or name of the resource it happened to. */
  readonly resource: string;
  /** ARN or name of what caused it, where there is one: the function, pipe, rule or role that called. */
  readonly source?: string;
  /** Second and later tries of the same delivery. */
  readonly attempt?: number;
  /** Of a resource that has versions, by which alias or version it was called, and which that meant this time. */
  readonly as?: { readonly qualifier: string; readonly version: string };
  /**
   * What went in and came out; the journal keeps references, so do not change them afterwards. Of hops a few
   * thousand back they are packed: `Journal.payloads` has them.
   */
  readonly input?: unknown;
  output?: unknown;
  error?: { code: string; message: string };
}

/** What `record` takes: a hop without what the journal fills in. */
export type HopDraft = Pick<Hop, "service" | "action" | "resource"> &
  Partial<
    Pick<
      Hop,
      "causes" | "source" | "attempt" | "as" | "input" | "output" | "error" | "durationMs" | "traceId"
    >
  >;

/**
 * Filled by declaration merging: the hops that services record themselves, beside those of the operations that are
 * called, by service.
 */
// biome-ignore lint/suspicious/noEmptyInterface: each service adds its own member.
export interface RecordedHops {}

/** A hop that some service describes. */
export type NamedHop = HopDraft &
  {
    [Service in keyof RecordedHops]: { service: Service; action: RecordedHops[Service] };
  }[keyof RecordedHops];

/**
 * Every hop of every message, newest last, in memory: at most `capacity` of them, and fewer where they say so much that
 * they would take more than some 128 MB.
 *
 * Messages carry no hidden header: an emulator that stores something (a queue message, an outgoing event, a
 * table item) calls `link(key, hop)` with a key of its own, such as `sqs:<messageId>`, and whoever takes it out
 * again asks `causesOf(key)`.
 */
export interface Journal {
  record(draft: HopDraft): Hop;
  /** Sets duration, output and error of a hop recorded before. */
  finish(hop: Hop, result: { output?: unknown; error?: unknown }): void;
  link(key: string, hop: Pick<Hop, "id">): void;
  /** Hop ids linked to the keys, without duplicates; keys nobody linked add nothing. */
  causesOf(...keys: string[]): number[];
  hops(filter?: (hop: Hop) => boolean): Hop[];
  /** Those of a trace that are held. */
  trace(traceId: string): Hop[];
  /** The hop a trace began with, held or not, as long as any of the trace is. */
  firstOf(traceId: string): Hop | undefined;
  /** Traces that are still held, oldest first. */
  traceIds(): string[];
  hop(id: number): Hop | undefined;
  /** How many were recorded, and how many of them are held. */
  readonly size: { readonly recorded: number; readonly held: number; readonly capacity: number };
  /** What payloads and resources say. Up to date when asked, and cheap to keep so: done in idle moments. */
  readonly mentions: Mentions;
  payloads(hop: Hop): Pick<Hop, "input" | "output">;
  /** Resolves with the first hop, past or future, that matches; rejects after `timeoutMs` (default 30 s). */
  /** Keeps the newest hops as they are now; else they are kept within two seconds. */
  flush(): void;
  waitFor(match: (hop: Hop) => boolean, options?: { timeoutMs?: number; what?: string }): Promise<Hop>;
  /** Called for each hop when recorded and again when finished; returns how to stop. */
  subscribe(listener: (hop: Hop) => void): () => void;
}

/** Ids (ULIDs, UUIDs, names of executions) in payloads and resources, and the hops that have them. */
export interface Mentions {
  /** Hops that mention the id, oldest first. */
  of(id: string): number[];
  startingWith(text: string, limit: number): string[];
  /** Ids of recent hops with the text anywhere. */
  search(text: string, limit: number): number[];
  idsIn(hopId: number): readonly string[];
  /** Whether a request from outside was about the id. */
  isSubject(id: string): boolean;
}

const describe = (error: unknown): { code: string; message: string } => {
  const e = error as { code?: unknown; name?: unknown; message?: unknown };
  return { code: String(e?.code ?? e?.name ?? "Error"), message: String(e?.message ?? error) };
};

/** Payloads are looked at for this long, this often, so that no message waits for it; longer when many wait. */
const SLICE_MS = 2;
const LONGEST_SLICE_MS = 8;
const PAUSE_MS = 25;
/** Hops not yet looked at for each millisecond of a slice: someone may ask, and waits for all of them. */
const BACKLOG_PER_MS = 300;
/** Who records more than this ahead of that looks at them itself: all of them are in memory as they came. */
const MOST_BEHIND = { hops: 4096, characters: 4 * 1024 * 1024 };
/** Of hops and what they say: those of orders take half of it. */
const MOST_BYTES = 128 * 1024 * 1024;
/** Hops between two looks at how many bytes all of them take. */
const WEIGH_EVERY = 256;

/** Of an order's hops one in ten has a key; those of hops that are gone say only that there was a cause. */
const KEYS_TO_A_HOP = 0.5;

const TRACE_ID_BYTES = 16;

/** Random bytes are taken for many ids at once: to ask for them takes longer than all else that a hop takes. */
const createTraceIds = (): (() => string) => {
  const pool = Buffer.alloc(256 * TRACE_ID_BYTES);
  let at = pool.length;
  return () => {
    if (at === pool.length) {
      randomFillSync(pool);
      at = 0;
    }
    at += TRACE_ID_BYTES;
    return pool.toString("hex", at - TRACE_ID_BYTES, at);
  };
};

export const createJournal = ({
  capacity = 100_000,
  mostBytes = MOST_BYTES,
  state,
}: {
  capacity?: number;
  mostBytes?: number;
  /** Where the newest hops are kept, and were kept by the run before. */
  state?: State;
} = {}): Journal => {
  const ring: (Hop | undefined)[] = [];
  const newTraceId = createTraceIds();
  const shared = createSharedValues();
  const traces = createJournalTraces<Hop>();
  const links = createJournalLinks(Math.ceil(capacity * KEYS_TO_A_HOP));
  const listeners = new Set<(hop: Hop) => void>();
  let lastId = 0;
  let oldestId = 1;
  let heldCount = 0;
  let lastIndexed = 0;
  let weighNext = 0;
  let finishedLater: Hop[] = [];
  let indexing: NodeJS.Timeout | undefined;
  /** Of hops, by place in the ring, what nobody has looked at. */
  const characters = new Float64Array(capacity);
  let charactersBehind = 0;

  const hopOf = (id: number) => (id >= oldestId && id <= lastId ? ring[id % capacity] : undefined);
  const index = createJournalIndex(hopOf);
  const notify = (hop: Hop) => {
    for (const listener of listeners) listener(hop);
  };
  const isLookedAt = (slot: number) => {
    charactersBehind -= characters[slot]!;
    characters[slot] = 0;
  };
  const forgetUntil = (first: number) => {
    for (; oldestId < first; oldestId++) {
      const slot = oldestId % capacity;
      const hop = ring[slot];
      if (!hop) continue;
      heldCount -= 1;
      traces.forget(hop.traceId);
      ring[slot] = undefined;
      isLookedAt(slot);
    }
  };
  const lookAt = (hop: Hop) => {
    if (hop.id < oldestId) return;
    index.add(hop);
    isLookedAt(hop.id % capacity);
  };
  const indexUntil = (deadline: number) => {
    for (const hop of finishedLater) lookAt(hop);
    finishedLater = [];
    lastIndexed = Math.max(lastIndexed, oldestId - 1);
    for (let count = 1; lastIndexed < lastId; count++) {
      lookAt(ring[++lastIndexed % capacity]!);
      if (count % 32 === 0 && performance.now() > deadline) return;
    }
  };
  const isFarBehind = () =>
    lastId - lastIndexed + finishedLater.length > MOST_BEHIND.hops ||
    charactersBehind > MOST_BEHIND.characters;
  const work = () => {
    indexing = undefined;
    const slice = Math.max(SLICE_MS, Math.min(LONGEST_SLICE_MS, (lastId - lastIndexed) / BACKLOG_PER_MS));
    indexUntil(performance.now() + slice);
    if (lastIndexed >= weighNext) {
      weighNext = lastIndexed + WEIGH_EVERY;
      forgetUntil(Math.min(index.firstWithin(mostBytes), lastIndexed));
    }
    index.forget(oldestId);
    const isMoreToPack = index.pack();
    if (isMoreToPack || lastIndexed < lastId) workSoon();
  };
  const workSoon = () => {
    if (isFarBehind()) indexUntil(0);
    if (indexing) return;
    indexing = setTimeout(work, PAUSE_MS);
    indexing.unref();
  };
  const upToDate = () => {
    indexUntil(Number.POSITIVE_INFINITY);
    return index;
  };
  const held = (hops: number[]) => hops.filter((id) => id >= oldestId);
  const parsed = (text: string | undefined): unknown => (text === undefined ? undefined : JSON.parse(text));

  const charactersIn = createCharacterCount(DEEPEST_PAYLOAD);
  // Console and metering walk what a hop says, long after whoever sent it had an answer.
  const kept = (hop: Hop, payload: unknown): unknown => {
    const more = charactersIn(payload);
    if (more === Number.POSITIVE_INFINITY) return `Nested more than ${DEEPEST_PAYLOAD} deep, and not kept.`;
    if (hop.id >= oldestId) {
      characters[hop.id % capacity]! += more;
      charactersBehind += more;
    }
    return payload;
  };

  const textsOf = (hop: Hop) => {
    const texts = index.texts(hop.id);
    return {
      input: texts?.input ?? toKeptText(hop.input),
      output: texts?.output ?? toKeptText(hop.output),
    };
  };
  const tail = state?.isKept ? createJournalTail(state, { hop: hopOf, texts: textsOf }) : undefined;
  if (tail) {
    const left = tail.read().filter(({ hop }) => hop.id > tail.lastId - capacity);
    lastId = lastIndexed = tail.lastId;
    oldestId = left[0]?.hop.id ?? lastId + 1;
    for (const { hop, texts, keys } of left) {
      ring[hop.id % capacity] = hop;
      heldCount += 1;
      traces.add(hop.traceId, hop.id, hop);
      index.restore(hop, texts);
      for (const key of keys) links.add(key, hop.id);
    }
  }

  const journal: Journal = {
    record(draft) {
      const causes = shared.causes(draft.causes ?? []);
      const cause = causes.length > 0 ? hopOf(causes[0]!) : undefined;
      const traceId = draft.traceId ?? cause?.traceId ?? newTraceId();
      // All of a hop's fields at once: V8 keeps what is added later in a list of its own.
      const hop: Hop = {
        id: lastId + 1,
        traceId,
        causes,
        at: performance.timeOrigin + performance.now(),
        durationMs: draft.durationMs,
        service: draft.service,
        action: draft.action,
        resource: shared.name(draft.resource),
        source: draft.source === undefined ? undefined : shared.name(draft.source),
        attempt: draft.attempt,
        as: draft.as,
        input: draft.input,
        output: draft.output,
        error: draft.error,
      };
      forgetUntil(hop.id - capacity + 1);
      if (draft.input !== undefined) (hop as { input?: unknown }).input = kept(hop, draft.input);
      ring[hop.id % capacity] = hop;
      lastId = hop.id;
      heldCount += 1;
      traces.add(traceId, hop.id, hop);
      tail?.changed(hop.id);
      workSoon();
      notify(hop);
      return hop;
    },
    finish(given, result) {
      // One of the run before is known by its id.
      const hop = hopOf(given.id) ?? given;
      hop.durationMs = performance.timeOrigin + performance.now() - hop.at;
      if (result.output !== undefined) {
        hop.output = kept(hop, result.output);
        if (hop.id <= lastIndexed) {
          finishedLater.push(hop);
          workSoon();
        }
      }
      if (result.error !== undefined) hop.error = describe(result.error);
      tail?.changed(hop.id);
      notify(hop);
    },
    link(key, hop) {
      links.add(key, hop.id);
      tail?.linked(key, hop.id);
    },
    causesOf: (...keys) => [...new Set(keys.flatMap(links.find))],
    hops(filter) {
      const hops: Hop[] = [];
      for (let id = oldestId; id <= lastId; id++) {
        const hop = ring[id % capacity];
        if (hop && (!filter || filter(hop))) hops.push(hop);
      }
      return hops;
    },
    trace: (traceId) => traces.of(traceId).map((id) => ring[id % capacity]!),
    firstOf: traces.firstOf,
    traceIds: traces.ids,
    hop: hopOf,
    get size() {
      return { recorded: lastId, held: heldCount, capacity };
    },
    mentions: {
      of: (id) => held(upToDate().find(id)),
      startingWith: (text, limit) => upToDate().startingWith(text, limit),
      search: (text, limit) => held(upToDate().search(text, limit)),
      idsIn: (hopId) => upToDate().idsOf(hopId),
      isSubject: (id) => index.isSubject(id),
    },
    payloads(hop) {
      const { input, output } = hop;
      const texts = input === undefined || output === undefined ? index.texts(hop.id) : undefined;
      return { input: input ?? parsed(texts?.input), output: output ?? parsed(texts?.output) };
    },
    flush: () => tail?.flush(),
    waitFor: (match, { timeoutMs = 30_000, what = "the expected hop" } = {}) =>
      new Promise((resolve, reject) => {
        for (const hop of journal.hops()) if (match(hop)) return resolve(hop);
        const stop = journal.subscribe((hop) => {
          if (!match(hop)) return;
          stop();
          clearTimeout(timer);
          resolve(hop);
        });
        const timer = setTimeout(() => {
          stop();
          reject(new Error(`No hop matched within ${timeoutMs} ms while waiting for ${what}.`));
        }, timeoutMs);
      }),
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  return journal;
};
