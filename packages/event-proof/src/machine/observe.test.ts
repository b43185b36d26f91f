import { OrderConfirmed } from "@sourdough/events-schema";
import { createExpressionCompiler } from "sourdough-local/models";
import { expect, test } from "vitest";
import { samplesOf } from "../samples.ts";
import { createObserver } from "./observe.ts";

const samples = samplesOf(OrderConfirmed);
const find = (note: string) => samples.find((sample) => sample.note.endsWith(note))!.value;
const events = [find("with every optional field"), find("without its optional fields")];

/** Evaluates an expression on an event with all and one with no optional fields, some of it only as text. */
const observed = async (source: string) => {
  const observer = createObserver();
  const evaluate = createExpressionCompiler({ now: () => 0 }, observer.listeners)(source, "Output");
  for (const event of events) {
    observer.about({ contract: OrderConfirmed, value: event });
    const states = { input: event, body: JSON.stringify(event) };
    // What an expression gives is not the matter here, nor whether it gives anything.
    await Promise.resolve()
      .then(() => evaluate({ states, order: structuredClone(event.detail.data) }))
      .catch(() => undefined);
  }
  return {
    read: observer.reads.map(({ path }) => path),
    problems: observer.problems().map(({ claim }) => `${claim.code}: ${claim.problem}`),
  };
};

test.each([
  ["$order.orderId", "orderId"],
  ["$order.lines.sku", "lines.sku"],
  ["$parse($states.body).detail.data.lines[0].quantity", "lines.quantity"],
  ["$order.lines[sku = 'rye'].quantity", "lines.sku"],
  ["$sum($order.lines.quantity)", "lines.quantity"],
  ["$map($order.lines, function($each) { $each.sku })", "lines.sku"],
  ["($first := $order.lines[0]; $first.sku)", "lines.sku"],
  ["[$order.lines.{'code': sku}].code", "lines.sku"],
  ["$merge([$order, {'extra': 1}]).extra", ""],
  ["$order ~> $lookup('orderId')", ""],
  ["$exists($order.customer.phone) ? 'Phone: ' & $order.customer.phone : ''", "customer.phone"],
  ["$order.lines#$i[$i >= 0].sku", "lines.sku"],
])("takes %s for sound", async (source, field) => {
  const { problems, read } = await observed(source);

  expect(problems).toEqual([]);
  if (field) expect(read).toContain(`data.${field}`);
});

test.each([
  ["$order.orderID", "path.missing: It reads orderID of detail.data of OrderConfirmed v1"],
  ["$order.lines.code", "reads code of detail.data.lines of OrderConfirmed v1"],
  ["$parse($states.body).line", "reads line of OrderConfirmed v1"],
  ["$order.lines[code = 'rye']", "reads code of detail.data.lines"],
  ["$order.lines.{'code': code}", "reads code of detail.data.lines"],
  ["$map($order.lines, function($each) { $each.code })", "reads code of detail.data.lines"],
  ["$filter($order.lines, function($each) { $each.code = 'rye' })", "reads code of detail.data.lines"],
  ["[$order.lines.{'code': sku}].sku", "reads sku of an object"],
  ["$order.orderId.value", "reads .value of what is a string"],
  [
    "'Phone: ' & $order.customer.phone",
    "path.optional: It puts data.customer.phone of OrderConfirmed v1 into a text; the field is optional",
  ],
  ["($exists($order.customer.phone) or true) ? 'Phone: ' & $order.customer.phone", "the field is optional"],
  ["$ordr.orderId", "expression.variable: It reads $ordr, which nothing assigns"],
  [
    "$substringFrom($order.orderId, 4)",
    "expression.function: It calls $substringFrom, which neither JSONata nor Step Functions has",
  ],
  ["$order.currency = 'DEM' ? 1 : 2", "comparison.impossible: It compares data.currency"],
  ["$states.input.`detail-type` = 'OrderConfirmd' ? 1 : 2", "comparison.impossible: It compares detail-type"],
])("finds the mistake in %s", async (source, problem) => {
  expect((await observed(source)).problems.join("\n")).toContain(problem);
});

test("says nothing of a comparison that another value would pass, nor of what was not evaluated", async () => {
  expect((await observed("$order.storeId = 'store-77' ? 1 : 2")).problems).toEqual([]);
  expect((await observed("false ? $order.orderID : 1")).problems).toEqual([]);
});
