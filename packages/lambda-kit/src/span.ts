import { type Link, SpanKind, SpanStatusCode, TraceFlags, trace } from "@opentelemetry/api";

const pattern = /^00-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}$/;

/** To the trace that a message comes from, by its W3C `traceparent`. */
const linksTo = (traceparent: string | undefined): Link[] => {
  const [, traceId, spanId] = pattern.exec(traceparent ?? "") ?? [];
  return traceId && spanId
    ? [{ context: { traceId, spanId, traceFlags: TraceFlags.SAMPLED, isRemote: true } }]
    : [];
};

/**
 * Runs `work` as a span of OpenTelemetry with a link to the trace of its message: a batch is of many traces, so none is
 * its parent. Where no tracer is registered, as without the layer of docs/decisions/tracing.md, it just runs it. An error
 * leaves its name on the span; its message may be personal.
 */
export const inSpan = <Result>(
  name: string,
  traceparent: string | undefined,
  work: () => Promise<Result>,
): Promise<Result> =>
  trace
    .getTracer("sourdough")
    .startActiveSpan(name, { kind: SpanKind.CONSUMER, links: linksTo(traceparent) }, async (span) => {
      try {
        return await work();
      } catch (error) {
        const message = error instanceof Error ? error.name : "Error";
        span.setStatus({ code: SpanStatusCode.ERROR, message }).setAttribute("error.type", message);
        throw error;
      } finally {
        span.end();
      }
    });
