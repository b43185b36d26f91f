import { expect, test } from "vitest";
import { compileJsonPath } from "./index.ts";

const value = {
  "detail-type": "x",
  detail: { "a b": 1, list: [{ id: 1 }, { id: 2 }, {}], nested: [[1, 2]], path: { "a/b": "slash" } },
};

test.each([
  ["$", value],
  ["$.detail-type", "x"],
  ["$.detail['a b']", 1],
  ['$["detail"]["list"][1].id', 2],
  ["$.detail.list[*].id", [1, 2]],
  ["$.detail.nested[0][1]", 2],
  ["$.detail.path.*", ["slash"]],
  ["$.detail.path.a/b", "slash"],
  ["$.detail.list.id", undefined],
  ["$.detail.list[7]", undefined],
  ["$.detail.constructor", undefined],
  ["$.detail-type.length", undefined],
])("reads %s", (path, expected) => {
  expect(compileJsonPath(path)(value)).toEqual(expected);
});

test.each(["detail", "$detail", "$.", "$..id", "$.a[1:2]", "$.a[?(@.b)]", "$.a["])("refuses %s", (path) => {
  expect(() => compileJsonPath(path)).toThrow(`JSONPath ${path} is not valid`);
});
