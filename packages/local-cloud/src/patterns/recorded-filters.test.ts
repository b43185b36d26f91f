import { expect, test } from "vitest";
import { compileFilterCriteria, type FilteredSource } from "./index.ts";
import { guidedFilters, recordedFilters } from "./recorded-filters.cases.ts";

const textOf = (data: unknown) => (typeof data === "string" ? data : JSON.stringify(data));
const records: Record<FilteredSource, (data: unknown) => object> = {
  sqs: (data) => ({ eventSource: "aws:sqs", body: textOf(data) }),
  dynamodb: (data) => ({ eventSource: "aws:dynamodb", ...(data as object) }),
  kinesis: (data) => ({
    eventSource: "aws:kinesis",
    kinesis: { partitionKey: "key", data: Buffer.from(textOf(data)).toString("base64") },
  }),
};

test.each([...recordedFilters, ...guidedFilters])("$source: $what", ({ source, filter, passes, stopped }) => {
  const pass = compileFilterCriteria([JSON.stringify(filter)], source);
  for (const data of passes) expect(pass(records[source](data))).toBe(true);
  for (const data of stopped) expect(pass(records[source](data))).toBe(false);
});

test("a stream's data is not matched as a text", () => {
  expect(() => compileFilterCriteria(['{"data":["text"]}'], "kinesis")).toThrow("matched by its fields");
  expect(() => compileFilterCriteria(['{"dynamodb":["text"]}'], "dynamodb")).toThrow("matched by its fields");
});

test("each filter of several is asked for itself whether the data is JSON", () => {
  const filters = ['{"data":{"n":[1]}}', '{"partitionKey":["key"]}'];
  const pass = compileFilterCriteria(filters, "kinesis");
  expect(pass(records.kinesis("plain text"))).toBe(true);
  expect(pass(records.kinesis({ n: 2 }))).toBe(true);
  expect(compileFilterCriteria([filters[0]!], "kinesis")(records.kinesis({ n: 2 }))).toBe(false);
});
