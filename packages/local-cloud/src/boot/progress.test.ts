import { expect, test } from "vitest";
import { createJournal } from "../core/journal.ts";
import { showProgress } from "./progress.ts";

const follow = () => {
  const journal = createJournal();
  const lines: string[] = [];
  const stop = showProgress(journal, {
    print: (line) => lines.push(line),
    traceLink: (id) => `http://console/#/trace/${id}`,
    verbose: false,
  });
  return { journal, lines, stop };
};
const event = (detailType: string, correlationId?: string) => ({
  service: "events",
  action: "AcceptEvent",
  resource: "bus",
  input: { "detail-type": detailType, detail: correlationId ? { metadata: { correlationId } } : {} },
});

test("tells an order in one line, its events in the order they came", () => {
  const { journal, lines, stop } = follow();
  for (const name of ["OrderPlaced", "StockReserved", "OrderStatusChanged", "OrderStatusChanged"])
    journal.record(event(name, "ord-1"));
  journal.record(event("OrderPlaced", "ord-2"));
  stop();
  expect(lines).toHaveLength(2);
  expect(lines[0]).toMatch(/^ord-1 {2}OrderPlaced · StockReserved · OrderStatusChanged ×2 /);
  expect(lines[1]).toMatch(/^ord-2 {2}OrderPlaced /);
});

test("groups events without a correlation id by their trace", () => {
  const { journal, lines, stop } = follow();
  const first = journal.record(event("Uploaded"));
  journal.record({ ...event("Resized"), causes: [first.id] });
  stop();
  expect(lines).toEqual([
    expect.stringMatching(new RegExp(`^${first.traceId.slice(0, 8)} {2}Uploaded · Resized `)),
  ]);
});

test("tells a failure once, at once, with the way to its trace", () => {
  const { journal, lines } = follow();
  const run = journal.record({
    service: "lambda",
    action: "Run",
    resource: "arn:aws:lambda:::function:PlaceOrder",
  });
  journal.finish(run, { error: new TypeError("order is undefined\n at place") });
  journal.finish(run, { error: new TypeError("order is undefined") });
  expect(lines[0]).toContain("function PlaceOrder failed: TypeError: order is undefined");
  expect(lines[1]).toContain(`http://console/#/trace/${run.traceId}`);
  expect(lines).toHaveLength(2);
});
