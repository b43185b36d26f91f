import { json } from "@codemirror/lang-json";
import { EditorState } from "@codemirror/state";
import { expect, test } from "vitest";
import { findPath } from "./find-path.ts";

const doc = '{"data":{"lines":[{"sku":"rye"},{"sku":"","quantity":0}]}}';
const state = EditorState.create({ doc, extensions: [json()] });
const at = (path: string) => {
  const { from, to } = findPath(state, path);
  return doc.slice(from, to);
};

test.each([
  ["data.lines[1].quantity", "0"],
  ["/data/lines/0/sku", '"rye"'],
  ["data.lines.1.sku", '""'],
])("%s is found", (path, found) => expect(at(path)).toBe(found));

test("a field that is missing is shown at the object it is missing from", () => {
  expect(findPath(state, "data.lines[0].quantity").from).toBe(doc.indexOf('{"sku":"rye"'));
});
