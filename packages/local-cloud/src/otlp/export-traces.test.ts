import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test, vi } from "vitest";
import { createJournal } from "../core/journal.ts";
import { indexServices } from "../core/services.ts";
import { withServices } from "../emulators/registry.ts";
import { exportTraces } from "./export-traces.ts";

interface Span {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  kind: number;
  startTimeUnixNano: string;
  endTimeUnixNano: string;
  status: { code?: number; message?: string };
  links?: { traceId: string; spanId: string }[];
  attributes: { key: string; value: { stringValue?: string; intValue?: number } }[];
  service: string;
}
interface Body {
  resourceSpans: {
    resource: { attributes: { key: string; value: { stringValue?: string } }[] };
    scopeSpans: { spans: Omit<Span, "service">[] }[];
  }[];
}

/** Takes spans as a collector does; `status` is what it answers. */
const startReceiver = async () => {
  const spans: Span[] = [];
  const paths = new Set<string>();
  const receiver = { spans, paths, status: 200 };
  const server: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      paths.add(`${request.method} ${request.url}`);
      if (receiver.status === 200)
        for (const { resource, scopeSpans } of (JSON.parse(Buffer.concat(chunks).toString()) as Body)
          .resourceSpans) {
          const service =
            resource.attributes.find(({ key }) => key === "service.name")?.value.stringValue ?? "";
          for (const scope of scopeSpans) spans.push(...scope.spans.map((span) => ({ ...span, service })));
        }
      response.writeHead(receiver.status, { "content-type": "application/json" }).end("{}");
    });
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  onTestFinished(() => void server.close());
  return Object.assign(receiver, { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
};

const follow = async (url: string) => {
  const journal = createJournal();
  const warnings: string[] = [];
  const area = { area: "orders", name: "PlaceOrderQueue" } as never;
  const stop = exportTraces({
    journal,
    locator: { nodeOf: ({ service }) => (service === "sqs" ? area : undefined) },
    services: indexServices((await withServices()).all),
    url,
    warn: (message) => warnings.push(message),
  });
  return { journal, warnings, stop };
};

const send = { service: "sqs", action: "SendMessage", resource: "arn:aws:sqs:eu-west-1:1:q" } as const;

test("sends each hop as a span of its trace, under what caused it, and links the other causes of a batch", async () => {
  const receiver = await startReceiver();
  const { journal, stop } = await follow(receiver.url);
  const [first, second] = [journal.record(send), journal.record(send)];
  for (const hop of [first, second]) journal.finish(hop, { output: {} });
  const batch = journal.record({
    service: "lambda",
    action: "Run",
    resource: "arn:aws:lambda:eu-west-1:1:function:PlaceOrder",
    causes: [first.id, second.id],
  });
  journal.finish(batch, { error: Object.assign(new Error("no bread"), { name: "OutOfBread" }) });
  await stop();

  const [one, two, run] = receiver.spans;
  expect([...receiver.paths]).toEqual(["POST /v1/traces"]);
  expect(receiver.spans).toHaveLength(3);
  expect(one).toMatchObject({
    traceId: first.traceId,
    name: "SendMessage PlaceOrderQueue",
    service: "orders",
  });
  expect(one?.parentSpanId ?? "").toBe("");
  expect(run).toMatchObject({
    traceId: first.traceId,
    parentSpanId: one!.spanId,
    links: [{ traceId: second.traceId, spanId: two!.spanId }],
    status: { code: 2, message: "no bread" },
    service: "aws",
  });
  expect(new Set(receiver.spans.map(({ spanId }) => spanId)).size).toBe(3);
  expect(Number(BigInt(run!.endTimeUnixNano) - BigInt(run!.startTimeUnixNano)) / 1e6).toBeCloseTo(
    batch.durationMs!,
    2,
  );
  expect(run!.attributes).toContainEqual({ key: "error.type", value: { stringValue: "OutOfBread" } });
});

test("waits for a hop to end, and tells of the running ones when it stops", async () => {
  const receiver = await startReceiver();
  const { journal, stop } = await follow(receiver.url);
  const ended = journal.record(send);
  journal.finish(ended, { output: {} });
  const running = journal.record({ ...send, causes: [ended.id] });
  await vi.waitFor(() => expect(receiver.spans).toHaveLength(1), 30_000);
  await stop();
  expect(receiver.spans).toHaveLength(2);
  expect(receiver.spans[1]!.spanId.endsWith(running.id.toString(16))).toBe(true);
});

test("says once that the receiver refuses, and once that it takes spans again", async () => {
  const receiver = await startReceiver();
  receiver.status = 400;
  const { journal, warnings, stop } = await follow(receiver.url);
  const hop = () => journal.finish(journal.record(send), { output: {} });
  hop();
  await vi.waitFor(() => expect(warnings).toHaveLength(1), 30_000);
  expect(warnings[0]).toContain(`${receiver.url} does not take spans`);
  receiver.status = 200;
  await vi.waitFor(() => {
    hop();
    expect(warnings).toHaveLength(2);
  }, 30_000);
  await stop();
  expect(warnings[1]).toContain("takes spans again");
  expect(receiver.spans.length).toBeGreaterThan(0);
});

test("neither the console's own calls nor log lines become spans", async () => {
  const receiver = await startReceiver();
  const { journal, stop } = await follow(receiver.url);
  journal.record({ ...send, source: "console" });
  journal.record({ service: "lambda", action: "Log", resource: "x", output: ["secret"] });
  journal.record({ service: "site", action: "built", resource: "console" });
  await stop();
  expect(receiver.spans).toEqual([]);
});
