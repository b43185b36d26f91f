import { expect, test } from "vitest";
import { cell, columnsOf } from "./columns.ts";

test("keys come first, then what most items have, without bookkeeping and nested values", () => {
  const items = [
    { pk: "o#1", sk: "s", status: "PENDING", lines: [], __edb_e__: "order" },
    { pk: "o#2", sk: "s", status: "READY", reason: "sold_out" },
  ];
  expect(columnsOf(items, ["pk", "sk"])).toEqual(["pk", "sk", "status", "reason"]);
  expect(columnsOf(items, ["pk", "sk"], 3)).toEqual(["pk", "sk", "status"]);
});

test("a cell is text, whatever it holds", () => {
  expect([cell("a"), cell(2), cell(undefined), cell(true)]).toEqual(["a", "2", "", "true"]);
});
