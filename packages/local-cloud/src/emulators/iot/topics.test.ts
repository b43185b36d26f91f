import { expect, test } from "vitest";
import { destinationOf, parseFilter } from "./topics.ts";

test.each([
  ["a/b", "a/b", true],
  ["a/b", "a/b/c", false],
  ["a/+", "a/b", true],
  ["a/+", "a", false],
  ["a/+", "a/", true],
  ["a/+/c", "a/b/c", true],
  ["+/+", "/a", true],
  ["a/#", "a", true],
  ["a/#", "a/b/c", true],
  ["a/#", "ab", false],
  ["#", "a/b", true],
  ["#", "$aws/events", false],
  ["+/events", "$aws/events", false],
  ["$aws/#", "$aws/events", true],
  ["$share/g/a/+", "a/b", true],
])("filter %s and topic %s: %s", (filter, topic, matches) => {
  expect(parseFilter(filter)?.matches(topic)).toBe(matches);
});

test.each(["", "a/b#", "a/#/b", "a+/b", "1/2/3/4/5/6/7/8/9", "a".repeat(257), "$share/g", "$share/+/a"])(
  "%s is no filter",
  (text) => expect(parseFilter(text)).toBeUndefined(),
);

test.each(["", "a/+", "a/#", "$aws/things/x", "$SYS/x", "1/2/3/4/5/6/7/8/9", "a\0"])(
  "a client publishes nothing to %j",
  (name) => expect(destinationOf(name)).toBeUndefined(),
);

test("basic ingest names a rule, and counts levels behind it", () => {
  expect(destinationOf("$aws/rules/Rooms/1/2/3/4/5/6/7/8")).toEqual({
    topic: "1/2/3/4/5/6/7/8",
    rule: "Rooms",
  });
});
