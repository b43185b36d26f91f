import { SpanStatusCode, trace } from "@opentelemetry/api";
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from "@opentelemetry/sdk-trace";
import { afterEach, beforeEach, expect, test } from "vitest";
import * as z from "zod";
import { queueHandler } from "./queue-handler.ts";
import { inSpan } from "./span.ts";
import { lambdaContext, sqsEvent } from "./testing.ts";

const exporter = new InMemorySpanExporter();
beforeEach(() => {
  trace.setGlobalTracerProvider(
    new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] }),
  );
});
afterEach(() => {
  trace.disable();
  exporter.reset();
});

const traceOf = (digit: string) => `00-${digit.repeat(32)}-${digit.repeat(16)}-01`;
const metadata = (digit: string) => ({
  correlationId: "ord-1",
  causationId: "evt-1",
  traceparent: traceOf(digit),
});

test("links each message of a batch to the trace that it comes from", async () => {
  const handler = queueHandler({
    name: "BakeLoaf",
    message: z.object({
      metadata: z.object({ correlationId: z.string(), causationId: z.string(), traceparent: z.string() }),
    }),
    run: async () => {},
  });
  await handler(sqsEvent({ metadata: metadata("a") }, { metadata: metadata("b") }), lambdaContext);

  const spans = exporter.getFinishedSpans();
  expect(spans.map(({ name }) => name)).toEqual(["BakeLoaf", "BakeLoaf"]);
  expect(spans.map(({ links }) => links.map(({ context }) => context.traceId[0])).toSorted()).toEqual([
    ["a"],
    ["b"],
  ]);
});

test("a failure leaves the error's name, and not its words", async () => {
  class BurntError extends Error {
    override readonly name = "BurntError";
  }
  await expect(
    inSpan("BakeLoaf", traceOf("a"), () => Promise.reject(new BurntError("ada@example.com"))),
  ).rejects.toThrow("ada@example.com");

  const [span] = exporter.getFinishedSpans();
  expect(span?.status).toEqual({ code: SpanStatusCode.ERROR, message: "BurntError" });
  expect(JSON.stringify([span?.attributes, span?.events])).not.toContain("ada");
});

test("neither a missing nor a broken traceparent is linked to", async () => {
  await inSpan("BakeLoaf", undefined, async () => {});
  await inSpan("BakeLoaf", "00-short-01", async () => {});
  expect(exporter.getFinishedSpans().map(({ links }) => links)).toEqual([[], []]);
});

test("runs the work as it is where nobody traces", async () => {
  trace.disable();
  await expect(inSpan("BakeLoaf", traceOf("a"), async () => "bread")).resolves.toBe("bread");
  expect(exporter.getFinishedSpans()).toEqual([]);
});
