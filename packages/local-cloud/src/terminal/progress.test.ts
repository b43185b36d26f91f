import { expect, test } from "vitest";
import { createJournal } from "../core/journal.ts";
import { showProgress } from "./progress.ts";

const follow = (columns?: number) => {
  const journal = createJournal();
  const lines: string[] = [];
  const stop = showProgress(journal, {
    print: (line) => lines.push(line),
    traceLink: (id) => `http://console/#/trace/${id}`,
    nameOf: (arn) => (arn.endsWith(":given") ? "GivenName" : undefined),
    verbose: false,
    columns: () => columns,
  });
  return { journal, lines, stop };
};
const event = (detailType: string, correlationId?: string, data?: object) => ({
  service: "events",
  action: "AcceptEvent",
  resource: "bus",
  input: { "detail-type": detailType, detail: correlationId ? { metadata: { correlationId }, data } : {} },
});

test("tells an order in one line, its events in the order they came", () => {
  const { journal, lines, stop } = follow();
  for (const name of ["OrderPlaced", "StockReserved", "OrderStatusChanged", "OrderStatusChanged"])
    journal.record(event(name, "ord-1"));
  journal.record(event("OrderPlaced", "ord-2"));
  stop();
  expect(lines).toHaveLength(2);
  expect(lines[0]).toMatch(/^ord-1 {2}OrderPlaced → StockReserved → OrderStatusChanged ×2 {2}/);
  expect(lines[1]).toMatch(/^ord-2 {2}OrderPlaced /);
});

test("says why, and leaves out what matters least until the line fits", () => {
  const lineAt = (columns: number) => {
    const { journal, lines, stop } = follow(columns);
    for (const name of ["OrderPlaced", "PaymentRequested", "StatusChanged", "StatusChanged"])
      journal.record(event(name, "ord-1"));
    journal.record(event("PaymentDeclined", "ord-1", { reason: "card_declined" }));
    journal.record(event("OrderRejected", "ord-1"));
    stop();
    return lines[0]!.replace(/ {2}\d+ ms$/, "");
  };
  const all =
    "ord-1  OrderPlaced → PaymentRequested → StatusChanged ×2 → PaymentDeclined (card_declined) → OrderRejected";
  expect(lineAt(200)).toBe(all);
  expect(lineAt(105)).toBe(all.replace("PaymentRequested → ", ""));
  expect(lineAt(90)).toBe(all.replace("PaymentRequested → StatusChanged ×2 → ", ""));
  expect(lineAt(60)).toBe("ord-1  OrderPlaced → … → OrderRejected");
});

test("groups events without a correlation id by their trace", () => {
  const { journal, lines, stop } = follow();
  const first = journal.record(event("Uploaded"));
  journal.record({ ...event("Resized"), causes: [first.id] });
  stop();
  expect(lines).toEqual([
    expect.stringMatching(new RegExp(`^${first.traceId.slice(0, 8)} {2}Uploaded → Resized  `)),
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
  expect(lines[0]).toContain("PlaceOrder failed: TypeError: order is undefined");
  expect(lines[1]).toContain(`http://console/#/trace/${run.traceId}`);
  expect(lines).toHaveLength(2);
});

test("what a state machine catches is no failure, and what it does not is", () => {
  const { journal, lines, stop } = follow();
  const fail = (code: string) => {
    const state = journal.record({ service: "states", action: "RunState", resource: "machine" });
    const call = journal.record({ service: "lambda", action: "Invoke", resource: "f", causes: [state.id] });
    const run = journal.record({ service: "lambda", action: "Run", resource: "f", causes: [call.id] });
    journal.finish(run, { error: { name: code, code, message: "No." } });
    return state;
  };
  const refused = fail("OrderNotFoundError");
  journal.record({ service: "states", action: "CatchError", resource: "machine", causes: [refused.id] });
  fail("TypeError");
  stop();
  expect(lines.filter((line) => !line.startsWith("  "))).toEqual(["f failed: TypeError: No."]);
});

test("a message that is tried again and again is one failure until it is given up on", () => {
  const { journal, lines } = follow();
  const error = { code: "InvalidInputError", message: "quantity: Too small" };
  const received = journal.record({ service: "sqs", action: "Receive", resource: "queue" });
  for (let time = 0; time < 3; time++)
    journal.record({
      service: "lambda",
      action: "FailMessage",
      resource: "arn:aws:lambda:::function:given",
      source: "arn:aws:sqs:::PlaceOrderQueue",
      causes: [received.id],
      error,
    });
  journal.record({
    service: "sqs",
    action: "DeadLetter",
    resource: "arn:dead",
    causes: [received.id],
    error,
  });
  expect(lines.filter((line) => !line.startsWith("  "))).toEqual([
    "GivenName could not handle a message of PlaceOrderQueue: InvalidInputError: quantity: Too small",
    "a message was given up on and is in dead: InvalidInputError: quantity: Too small",
  ]);
});
