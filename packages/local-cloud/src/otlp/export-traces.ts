import { randomBytes } from "node:crypto";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { consoleSource } from "../console/map/locate.ts";
import { createParents } from "../console/trace/parents.ts";
import type { Hop, Journal } from "../core/journal.ts";
import { isOwn } from "../core/own-hops.ts";
import { isRunning } from "../core/services.ts";
import { createSpans, type SpanContextSource } from "./span.ts";

/** How often what has ended is sent. */
const EVERY_MS = 1_000;
/** Spans to a request, as OpenTelemetry's own batches have. */
const BATCH = 512;
/** Hops that wait to end or to be sent; beyond it the oldest are not told of. */
const MOST_WAITING = 50_000;

interface ExportOptions extends SpanContextSource {
  readonly journal: Journal;
  /** Of an OTLP/HTTP receiver; without a path, its `/v1/traces`. */
  readonly url: string;
  /** Told when the receiver begins to refuse, and when it answers again. */
  warn(message: string): void;
}

/** `http://localhost:4318` becomes `http://localhost:4318/v1/traces`; who gives a path means that one. */
const tracesUrl = (url: string): string =>
  new URL(url).pathname === "/" ? new URL("/v1/traces", url).href : url;

/**
 * Sends every hop of the journal as a span once it has ended, by OTLP over HTTP. The local cloud goes on as if nobody
 * listened: what the receiver does not take is dropped, and said once. Returns how to stop, which sends the rest.
 */
export const exportTraces = ({ url, warn, ...context }: ExportOptions): (() => Promise<void>) => {
  const { journal, services } = context;
  const exporter = new OTLPTraceExporter({ url: tracesUrl(url), timeoutMillis: 5_000 });
  const spanOf = createSpans(context, randomBytes(4).toString("hex"));
  const waiting = new Map<number, Hop>();
  let refused = false;
  let sending: Promise<void> | undefined;

  const stopFollowing = journal.subscribe((hop) => {
    if (hop.source === consoleSource || isOwn(hop) || hop.action === "Log") return;
    waiting.set(hop.id, hop);
    if (waiting.size > MOST_WAITING) waiting.delete(waiting.keys().next().value!);
  });

  const send = (hops: readonly Hop[]): Promise<void> => {
    const parents = new Map<string, (hop: Hop) => number | undefined>();
    const parentOf = (hop: Hop) => {
      let find = parents.get(hop.traceId);
      if (!find) {
        find = createParents(journal.trace(hop.traceId), services);
        parents.set(hop.traceId, find);
      }
      return find(hop);
    };
    return new Promise((done) => {
      exporter.export(
        hops.map((hop) => spanOf(hop, parentOf(hop))),
        ({ code, error }) => {
          const fails = code !== 0;
          if (fails && !refused)
            warn(
              `--otlp: ${url} does not take spans (${error?.message ?? "no answer"}); they are dropped until it does.`,
            );
          if (!fails && refused) warn(`--otlp: ${url} takes spans again.`);
          refused = fails;
          done();
        },
      );
    });
  };
  /** Takes out what has ended, and running hops too when it is the last time. */
  const takeEnded = (last: boolean): Hop[] => {
    const ended: Hop[] = [];
    for (const [id, hop] of waiting) {
      if (!last && isRunning(hop, services)) continue;
      waiting.delete(id);
      ended.push(hop);
    }
    return ended;
  };
  const flush = async (last: boolean) => {
    const ended = takeEnded(last);
    for (let first = 0; first < ended.length; first += BATCH) {
      await send(ended.slice(first, first + BATCH));
      if (refused) return;
    }
  };
  const tick = () => {
    sending ??= flush(false).finally(() => {
      sending = undefined;
    });
  };
  const timer = setInterval(tick, EVERY_MS);
  timer.unref();

  return async () => {
    clearInterval(timer);
    stopFollowing();
    await sending;
    await flush(true);
    await exporter.shutdown();
  };
};
