import { describe, expect, test } from "vitest";
import { compileInputTransformer } from "./index.ts";
import {
  event,
  guideCases,
  guideEvent,
  guidePaths,
  inputPaths,
  templateCases,
} from "./input-transformer.cases.ts";

const context = {
  event,
  json: () => JSON.stringify(event),
  ingestionTime: "2026-11-23T22:00:01Z",
  ruleArn: "arn:aws:events:eu-west-1:123456789012:rule/shop/placed",
  ruleName: "placed",
};

describe("an input transformer", () => {
  test.each(templateCases)("$rule", ({ template, text }) => {
    const rendered = compileInputTransformer({ inputPaths, inputTemplate: template }, "t").render(context);
    if (text === undefined) expect(rendered).toHaveProperty("problem");
    else expect(rendered).toEqual({ text });
  });
});

describe("the user guide's example of", () => {
  test.each(guideCases)("$rule", ({ template, value }) => {
    const transformer = compileInputTransformer({ inputPaths: guidePaths, inputTemplate: template }, "t");
    const rendered = transformer.render({
      ...context,
      event: guideEvent,
      json: () => JSON.stringify(guideEvent),
    });
    expect(rendered).not.toHaveProperty("problem");
    expect(JSON.parse(rendered.text)).toEqual(value);
  });
});

test("tells at once when no event can make it valid", () => {
  const problem = (inputTemplate: string) =>
    compileInputTransformer({ inputPaths, inputTemplate }, "t").problem;
  expect(problem("<orderId> was placed")).toContain("JSON");
  expect(problem('{"quote": "<quote>"}')).toBeUndefined();
});

test.each([
  [
    "an unknown variable",
    { inputTemplate: '"<who>"' },
    "InputTemplate for target t contains invalid placeholder who.",
  ],
  [
    "a reserved name",
    { inputPaths: { "aws.events.x": "$.id" }, inputTemplate: '""' },
    "reserved name aws.events.x",
  ],
  [
    "a bad path",
    { inputPaths: { a: "$.detail[?(@.x)]" }, inputTemplate: '"<a>"' },
    "JSONPath $.detail[?(@.x)] is not valid",
  ],
  [
    "more than 100 variables",
    {
      inputPaths: Object.fromEntries(Array.from({ length: 101 }, (_, n) => [`v${n}`, "$.id"])),
      inputTemplate: '""',
    },
    "at most 100",
  ],
])("refuses %s", (_, transformer, message) => {
  expect(() => compileInputTransformer(transformer, "t")).toThrow(message);
});
