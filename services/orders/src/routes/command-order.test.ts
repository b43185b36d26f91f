import { OrderChangeAnswer, Problem } from "@sourdough/events-schema/http";
import { expect, test } from "vitest";
import { orderId, render, requestId } from "../../test/render.ts";
import { OrderCommandRequest } from "../inputs.ts";
import { commandOrder, orderChanged, orderNotChanged } from "./command-order.ts";

const traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
const staff = { "cognito:groups": "night-shift,staff" };

const start = (
  command: Parameters<typeof commandOrder>[0],
  { claims = {}, id = orderId }: { claims?: Record<string, string>; id?: string } = {},
) => {
  const template = commandOrder(command)("arn:change-order");
  const { text } = render(template, { path: { orderId: id }, header: { traceparent }, claims });
  return JSON.parse(text) as { stateMachineArn: string; input: string };
};
const inputOf = (...request: Parameters<typeof start>) =>
  OrderCommandRequest.parse(JSON.parse(start(...request).input));

test("starts the state machine with who asks, for what, and the trace", () => {
  expect(start("MarkReady", { claims: staff }).stateMachineArn).toBe("arn:change-order");
  expect(inputOf("MarkReady", { claims: staff })).toEqual({
    command: "MarkReady",
    orderId,
    caller: { customerId: "ada", groups: ",night-shift,staff," },
    causationId: requestId,
    traceparent,
  });
});

test("a customer needs no group to cancel", () => {
  expect(inputOf("Cancel")).toMatchObject({ command: "Cancel", caller: { customerId: "ada", groups: ",," } });
});

test("gets awkward group names through JSON in JSON", () => {
  const groups = `o'hara "the \\ baker",staff`;

  expect(inputOf("MarkReady", { claims: { "cognito:groups": groups } }).caller.groups).toBe(`,${groups},`);
});

const refused = { ...start("Cancel"), input: "refused" };

test.each([
  ["somebody in no group", {}],
  ["a group that is called nearly so", { "cognito:groups": "staff-friends,not-staff" }],
])("has nothing to start with for %s", (_, claims) => {
  expect(start("MarkReady", { claims })).toEqual(refused);
  expect(start("MarkCollected", { claims })).toEqual(refused);
});

test.each([["ord-1"], [orderId.toLowerCase()], [`${orderId}"`], ['"}'], [""]])(
  "has nothing to start with for the order id %s",
  (id) => {
    expect(start("MarkReady", { id, claims: staff })).toEqual(refused);
    expect(start("Cancel", { id })).toEqual(refused);
  },
);

const answer = (execution: object) => {
  const { text, override } = render(orderChanged, { body: execution });
  return { ...override, body: JSON.parse(text) as unknown };
};
const ended = (output: object) => answer({ status: "SUCCEEDED", output: JSON.stringify(output) });

test("answers with how the order stands", () => {
  const order = { orderId, status: "READY", sequence: 3, at: "2026-11-23T07:45:00.000Z" };
  const { body, status } = ended({ order });

  expect(status).toBeUndefined();
  expect(OrderChangeAnswer.strict().parse(body)).toEqual(order);
});

test.each<[number, { refusal: string; detail?: string }, string]>([
  [409, { refusal: "OrderStatusConflictError", detail: 'It is "READY"' }, "orders.status_conflict"],
  [404, { refusal: "OrderNotFoundError" }, "orders.not_found"],
  [403, { refusal: "StaffOnly" }, "orders.staff_only"],
])("answers with %s to %o", (status, output, code) => {
  const { body, ...override } = ended(output);

  expect(override).toEqual({ status, header: { "Content-Type": "application/problem+json" } });
  expect(Problem.parse(body)).toMatchObject({ status, code });
  if (output.detail) expect(body).toMatchObject({ detail: output.detail });
});

test.each([{ status: "FAILED", error: "TransientError" }, { status: "TIMED_OUT" }])(
  "asks to try again when the execution ended as %o",
  (execution) => {
    expect(answer(execution)).toMatchObject({ status: 503, body: { code: "orders.unavailable" } });
  },
);

const invalidInput = "com.amazonaws.swf.service.v2.model#InvalidExecutionInput";

test.each([
  ["MarkReady", {}, invalidInput, "orders.staff_only"],
  ["MarkReady", staff, invalidInput, "orders.malformed_id"],
  ["MarkReady", staff, "ThrottlingException", "orders.unavailable"],
  ["Cancel", {}, invalidInput, "orders.malformed_id"],
  ["Cancel", {}, "ThrottlingException", "orders.unavailable"],
] as const)("a %s of %o that ends in %s is answered with %s", (command, claims, error, code) => {
  const { text } = render(orderNotChanged(command), { body: { __type: error }, claims });

  expect(Problem.parse(JSON.parse(text))).toMatchObject({ code });
});
