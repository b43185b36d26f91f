import { expect, test } from "vitest";
import { compileHandlers } from "./handlers.ts";

const compile = (code: string, logs: unknown[] = []) =>
  compileHandlers(code, "orders", {
    now: () => Date.UTC(2026, 10, 23),
    log: (level, values) => logs.push([level, values]),
  });

const importUtil = `import { util } from "@aws-appsync/utils";\n`;

test("runs the handlers of the AWS documentation", () => {
  // https://docs.aws.amazon.com/appsync/latest/eventapi/writing-event-handlers.html
  const forward = compile("export function onPublish(ctx) {\n  return ctx.events\n}");
  expect(forward.onPublish?.({ events: [{ id: "1", payload: {} }] })).toEqual([{ id: "1", payload: {} }]);
  expect(forward.onSubscribe).toBeUndefined();
  const silent = compile("export const onPublish = (ctx) => ([])");
  expect(silent.onPublish?.({ events: [1] })).toEqual([]);
  const message = compile(
    `export function onPublish(ctx) { return ctx.events.map(({id, payload}) => ({ id, payload: {...payload, msg: "Hello!"} })) }`,
  );
  expect(message.onPublish?.({ events: [{ id: "1", payload: { a: 1 } }] })).toEqual([
    { id: "1", payload: { a: 1, msg: "Hello!" } },
  ]);
});

test("util, renamed imports, export lists and console work", () => {
  const logs: unknown[] = [];
  const { onSubscribe, onPublish } = compile(
    `import { util as u } from "@aws-appsync/utils";
     const check = (ctx) => { if (ctx.identity.sub !== ctx.info.channel.segments[1]) u.error("not yours", "Forbidden"); };
     function stamp(ctx) { console.log("events", ctx.events.length); return [u.time.nowISO8601(), u.typeOf([]), u.str.toUpper("a")]; }
     export { check as onSubscribe, stamp as onPublish };`,
    logs,
  );
  const context = (sub: string) => ({
    identity: { sub },
    info: { channel: { segments: ["orders", "ann"] } },
  });
  expect(onSubscribe?.(context("ann"))).toBeUndefined();
  expect(() => onSubscribe?.(context("bob"))).toThrow(
    expect.objectContaining({ errorType: "Forbidden", message: "not yours", status: 403 }),
  );
  expect(onPublish?.({ events: [1, 2] })).toEqual(["2026-11-23T00:00:00.000Z", "List", "A"]);
  expect(logs).toEqual([["log", ["events", 2]]]);
});

test("a mistake is reported at its own line", () => {
  const { onPublish } = compile(
    `${importUtil}\nexport function onPublish(ctx) {\n  return ctx.nothing.here;\n}`,
  );
  const failure = (() => {
    try {
      return onPublish?.({});
    } catch (error) {
      return error;
    }
  })();
  expect(String((failure as Error).stack)).toContain("orders.handlers.js:4");
});

test.each([
  ["try { util.autoId() } catch (e) {}", /try, catch/],
  ["for (let i = 0; i < 3; i += 1) {}", /for-of/],
  ["while (true) {}", /while/],
  ["let i = 0; i++", /\+\+ and --/],
  [`"a" in {}`, /Object\.hasOwn/],
  ["/a/.test('a')", /util\.matches/],
  ["throw ctx", /util\.error/],
  ["class A {}", /classes/],
  ["const f = async () => 1", /async/],
  ["util.dynamodb.toDynamoDB(1)", /util\.dynamodb is not implemented/],
  ["util.time.nowFormatted('yyyy')", /util\.time\.nowFormatted is not implemented/],
])("refuses what AWS or the shim lacks: %s", (statement, message) => {
  expect(() => compile(`${importUtil}export function onPublish(ctx) { ${statement} }`)).toThrow(message);
});

test("names the line and the namespace of each problem", () => {
  expect(() =>
    compile(`${importUtil}export function onSubscribe(ctx) {\n  while (true) {}\n  throw 1\n}`),
  ).toThrow(/namespace "orders" cannot run: line 3: .* while; line 4: .* throw/);
  expect(() => compile("export function onPublish( {")).toThrow(/namespace "orders" do not parse/);
});

test.each([
  [
    `import * as ddb from "@aws-appsync/utils/dynamodb"; export const onPublish = () => null;`,
    /dynamodb" is not impl/,
  ],
  ["export default () => 1;", /only named exports/],
  ["export const onPublish = { request: (ctx) => ctx, response: (ctx) => ctx };", /data source/],
])("refuses modules it cannot run: %s", (code, message) => {
  expect(() => compile(code)).toThrow(message);
});

test("code reaches neither the process nor globals AppSync lacks", () => {
  const { onPublish } = compile(
    "export const onPublish = () => [typeof process, typeof require, typeof fetch, typeof Date, typeof JSON, typeof Math]",
  );
  expect(onPublish?.({})).toEqual(["undefined", "undefined", "undefined", "undefined", "object", "object"]);
});
