import { expect, test } from "vitest";
import { any, jsonText, list, literal, nothing, number, object, type Shape, text, union } from "../shape.ts";
import { infer } from "./infer.ts";
import { nobody, type Problem, scopeOf } from "./scope.ts";
import { parseJsonata } from "./syntax.ts";

const line = object("a line", { sku: text, quantity: number });
const order: Shape = {
  ...object("the order", {
    orderId: text,
    lines: list(line),
    status: union([literal("OPEN"), literal("DONE")]),
    note: union([text, nothing]),
  }),
  origin: { event: "OrderPlaced v1", path: "data" },
};

const inferred = (source: string) => {
  const problems: Problem[] = [];
  const read: string[] = [];
  const scope = scopeOf([
    ["order", order],
    ["body", jsonText(order)],
    ["unknown", any],
  ]);
  const observer = {
    ...nobody,
    report: (problem: Problem) => problems.push(problem),
    read: (_: string, path: string) => read.push(path),
  };
  const shape = infer(parseJsonata(source), scope, observer);
  return { shape, read: [...new Set(read)], problems: problems.map(({ problem }) => problem) };
};

test.each([
  ["$order.orderId", "orderId"],
  ["$order.lines.sku", "lines"],
  ["$parse($body).lines[0].quantity", "lines"],
  ["$order.lines[sku = 'rye'].quantity", "lines"],
  ["$sum($order.lines.quantity)", "lines"],
  ["$map($order.lines, function($each) { $each.sku })", "lines"],
  ["($first := $order.lines[0]; $first.sku)", "lines"],
  ["[$order.lines.{'code': sku}].code", "lines"],
  ["$merge([$order, {'extra': 1}]).extra", ""],
  ["$order ~> $lookup('orderId')", ""],
  ["$exists($order.note) ? 'Note: ' & $order.note : ''", "note"],
  ["$unknown.whatever.it.is", ""],
  ["$order.lines#$i[$i > 0].sku", "lines"],
])("takes %s for sound", (source, field) => {
  const { problems, read } = inferred(source);

  expect(problems).toEqual([]);
  if (field) expect(read).toContain(`data.${field}`);
});

test.each([
  ["$order.orderID", "reads orderID of the order of OrderPlaced v1"],
  ["$order.lines.code", "reads code of a line"],
  ["$parse($body).line", "reads line of the order"],
  ["$order.lines[code = 'rye']", "reads code of a line"],
  ["$order.lines.{'code': code}", "reads code of a line"],
  ["$map($order.lines, function($each) { $each.code })", "reads code of a line"],
  ["$filter($order.lines, function($each) { $each.code = 'rye' })", "reads code of a line"],
  ["[$order.lines.{'code': sku}].sku", "reads sku of the object made here"],
  ["$order.orderId.value", "reads .value of what is text"],
  ["'Note: ' & $order.note", "puts data.note of OrderPlaced v1 into a text; the field is optional"],
  ["($exists($order.note) or true) ? 'Note: ' & $order.note", "the field is optional"],
  ["$ordr.orderId", "reads $ordr, which nothing assigns"],
  ["$substringFrom($order.orderId, 4)", "calls $substringFrom, which neither JSONata nor Step Functions has"],
  ["orderId", "reads orderId of the input of the expression"],
])("finds the mistake in %s", (source, problem) => {
  expect(inferred(source).problems.join()).toContain(problem);
});

test.each([
  ["$order.status = 'OPEN' ? 1 : 'none'", union([literal(1), literal("none")])],
  ["$order.status = 'LOST' ? 1 : 'none'", literal("none")],
  ["$order.status != 'LOST' and true ? 1 : 2", literal(1)],
  ["$count($order.lines)", number],
  ["$string($order.orderId)", text],
  ["$order.note", union([text, { kind: "nothing", origin: { event: "OrderPlaced v1", path: "data.note" } }])],
])("knows what %s gives", (source, shape) => {
  expect(inferred(source).shape).toEqual(shape);
});
