import { expect, test } from "vitest";
import { applyPatch } from "./json-patch.ts";
import { setPath, setPaths } from "./set-path.ts";

const body = { detail: { data: { quantity: 0, lines: [{ sku: "a" }] } } };

test.each([
  ["detail.data.quantity=2", { quantity: 2, lines: [{ sku: "a" }] }],
  ["detail.data.sku=plain text", { quantity: 0, sku: "plain text", lines: [{ sku: "a" }] }],
  ['detail.data.sku="2"', { quantity: 0, sku: "2", lines: [{ sku: "a" }] }],
  ["detail.data.lines.0.sku=b=c", { quantity: 0, lines: [{ sku: "b=c" }] }],
  ["detail.data.lines.1.sku=b", { quantity: 0, lines: [{ sku: "a" }, { sku: "b" }] }],
  ["detail.data.quantity=", { lines: [{ sku: "a" }] }],
  ["detail.data.store.id=1", { quantity: 0, lines: [{ sku: "a" }], store: { id: 1 } }],
])("%s", (assignment, data) => {
  expect(setPath(body, assignment)).toEqual({ detail: { data } });
  expect(body.detail.data.quantity).toBe(0);
});

test("sets one after the other", () => {
  expect(setPaths({}, ["a.b=1", "a.b=2"])).toEqual({ a: { b: 2 } });
});

test.each([
  ["quantity", /write path=value/],
  ["=2", /write path=value/],
  ["a..b=2", /write path=value/],
  ["__proto__.x=1", /write path=value/],
  ["detail.data.quantity.cents=2", /detail.data.quantity is no object/],
  ["detail.data.lines.5.sku=b", /lines is a list of 1, so it has no 5/],
  ["detail.data.lines.last=b", /is a list of 1/],
])("%s is refused", (assignment, message) => {
  expect(() => setPath(body, assignment)).toThrow(message);
});

test.each([
  [[{ op: "replace", path: "/a/b", value: 2 }], { a: { b: 2, c: [1, 2] } }],
  [[{ op: "add", path: "/a/c/0", value: 0 }], { a: { b: 1, c: [0, 1, 2] } }],
  [[{ op: "add", path: "/a/c/-", value: 3 }], { a: { b: 1, c: [1, 2, 3] } }],
  [[{ op: "remove", path: "/a/c/1" }], { a: { b: 1, c: [1] } }],
  [[{ op: "move", from: "/a/b", path: "/d~1e" }], { a: { c: [1, 2] }, "d/e": 1 }],
  [[{ op: "copy", from: "/a/c", path: "/f" }], { a: { b: 1, c: [1, 2] }, f: [1, 2] }],
  [
    [
      { op: "test", path: "/a/b", value: 1 },
      { op: "replace", path: "/a/b", value: 5 },
    ],
    { a: { b: 5, c: [1, 2] } },
  ],
])("patch %j", (patch, expected) => {
  expect(applyPatch({ a: { b: 1, c: [1, 2] } }, patch)).toEqual(expected);
});

test.each([
  [[{ op: "test", path: "/a", value: 2 }], /test of \/a fails: nothing was changed/],
  [[{ op: "replace", path: "/b", value: 2 }], /\/b is not there/],
  [[{ op: "add", path: "/b/c", value: 2 }], /leads nowhere/],
  [[{ op: "replace", path: "", value: 2 }], /changes all of the message/],
  [[{ op: "swap", path: "/a" }], /no JSON Patch/],
  [{ a: 1 }, /no JSON Patch/],
])("patch %j is refused", (patch, message) => {
  expect(() => applyPatch({ a: 1 }, patch)).toThrow(message);
});
