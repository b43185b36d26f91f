import { randomBytes } from "node:crypto";

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
  /** What went in and came out; the journal keeps references, so do not change them afterwards. */
  readonly input?: unknown;
  output?: unknown;
  error?: { code: string; message: string };
}

/** What `record` takes: a hop without what the journal fills in. */
export type HopDraft = Pick<Hop, "service" | "action" | "resource"> &
  Partial<
    Pick<Hop, "causes" | "source" | "attempt" | "input" | "output" | "error" | "durationMs" | "traceId">
  >;

/**
 * Every hop of every message, newest last, in memory, at most `capacity` of them.
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
  trace(traceId: string): Hop[];
  /** Resolves with the first hop, past or future, that matches; rejects after `timeoutMs` (default 10 s). */
  waitFor(match: (hop: Hop) => boolean, options?: { timeoutMs?: number; what?: string }): Promise<Hop>;
  /** Called for each hop when recorded and again when finished; returns how to stop. */
  subscribe(listener: (hop: Hop) => void): () => void;
}

const describe = (error: unknown): { code: string; message: string } => {
  const e = error as { code?: unknown; name?: unknown; message?: unknown };
  return { code: String(e?.code ?? e?.name ?? "Error"), message: String(e?.message ?? error) };
};

export const createJournal = (options: { capacity?: number } = {}): Journal => {
  const capacity = options.capacity ?? 100_000;
  const byId = new Map<number, Hop>();
  const byTrace = new Map<string, Hop[]>();
  const links = new Map<string, number[]>();
  const listeners = new Set<(hop: Hop) => void>();
  let lastId = 0;

  const notify = (hop: Hop) => {
    for (const listener of listeners) listener(hop);
  };
  const forgetOldest = () => {
    const [id, hop] = byId.entries().next().value!;
    byId.delete(id);
    const trace = byTrace.get(hop.traceId);
    if (trace?.shift() && trace.length === 0) byTrace.delete(hop.traceId);
  };

  const journal: Journal = {
    record(draft) {
      const causes = draft.causes ?? [];
      const cause = causes.length > 0 ? byId.get(causes[0]!) : undefined;
      const traceId = draft.traceId ?? cause?.traceId ?? randomBytes(16).toString("hex");
      const hop: Hop = {
        ...draft,
        id: ++lastId,
        traceId,
        causes,
        at: performance.timeOrigin + performance.now(),
      };
      byId.set(hop.id, hop);
      const trace = byTrace.get(traceId);
      if (trace) trace.push(hop);
      else byTrace.set(traceId, [hop]);
      if (byId.size > capacity) forgetOldest();
      notify(hop);
      return hop;
    },
    finish(hop, result) {
      hop.durationMs = performance.timeOrigin + performance.now() - hop.at;
      if (result.output !== undefined) hop.output = result.output;
      if (result.error !== undefined) hop.error = describe(result.error);
      notify(hop);
    },
    link(key, hop) {
      const known = links.get(key);
      if (known) known.push(hop.id);
      else links.set(key, [hop.id]);
      if (links.size > capacity) links.delete(links.keys().next().value!);
    },
    causesOf: (...keys) => [...new Set(keys.flatMap((key) => links.get(key) ?? []))],
    hops: (filter) => (filter ? [...byId.values()].filter(filter) : [...byId.values()]),
    trace: (traceId) => [...(byTrace.get(traceId) ?? [])],
    waitFor: (match, { timeoutMs = 10_000, what = "the expected hop" } = {}) =>
      new Promise((resolve, reject) => {
        for (const hop of byId.values()) if (match(hop)) return resolve(hop);
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
