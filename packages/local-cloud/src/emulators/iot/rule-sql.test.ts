import { expect, test } from "vitest";
import { parseRuleSql } from "./rule-sql.ts";

const payload = { color: { red: 255 }, temperature: 50, text: "warm", number: "7", on: true, none: null };
const input = { payload, topic: "shop/ovens/b" };

test.each([
  ["*", payload],
  ["color", { color: { red: 255 } }],
  ["color.red AS red, temperature as degrees", { red: 255, degrees: 50 }],
  ["*, 15 AS speed", { ...payload, speed: 15 }],
  [
    "topic() AS topic, topic(2) AS kind, topic(9) AS beyond",
    { topic: "shop/ovens/b", kind: "ovens", beyond: undefined },
  ],
  [
    "'a text' AS said, -1.5 AS less, TRUE AS yes, nothing.of.it AS missing",
    { said: "a text", less: -1.5, yes: true },
  ],
])("selects %s", (items, expected) => {
  expect(parseRuleSql(`SELECT ${items} FROM 'shop/#'`)?.select(input)).toEqual(expected);
});

test.each([
  ["temperature > 49", true],
  ["temperature > 50", false],
  ["temperature >= 50 AND temperature <= 50", true],
  ["text = 'warm'", true],
  ["text <> 'warm' OR on = true", true],
  ["text <> 'warm' OR on = true AND temperature < 50", false],
  ["(text = 'cold' OR on) AND topic(3) = 'b'", true],
  ["number > 6", true],
  ["number = 7", true],
  ["text > 6", false],
  ["missing = 1", false],
  ["missing <> 1", false],
  ["missing = 1 OR on", false],
  ["none = missing", false],
  ["color.red < 256", true],
  ["temperature", false],
])("holds WHERE %s to be %s", (condition, expected) => {
  expect(parseRuleSql(`SELECT * FROM '#' WHERE ${condition};`)?.applies(input)).toBe(expected);
});

test.each([
  "SELECT VALUE color FROM 'a'",
  "SELECT color.red FROM 'a'",
  "SELECT topic(2) FROM 'a'",
  "SELECT topic(0) AS a FROM 'a'",
  "SELECT upper(color) AS c FROM 'a'",
  "SELECT a + 1 AS b FROM 'a'",
  "SELECT a AS b.c FROM 'a'",
  "SELECT * FROM a",
  "SELECT * FROM 'a/#/b'",
  "SELECT * FROM '$share/group/a'",
  "SELECT * FROM 'a' WHERE",
  "SELECT * FROM 'a' WHERE a > 1 AND",
  "SELECT * FROM 'a' WHERE (a > 1",
  "SELECT * FROM 'a' WHERE NOT a",
  "SELECT * FROM 'a' WHERE a = 'it''s'",
  "SELECT * FROM 'a' WHERE a LIKE 'b'",
  "SELECT * FROM 'a'; DROP",
  "SELECT , a FROM 'a'",
  "SELECT * FROM",
  "",
])("does not read %j", (sql) => {
  expect(parseRuleSql(sql)).toBeUndefined();
});

test("adds nothing to a list, and hands it on whole", () => {
  const list = { payload: [1, 2], topic: "a" };
  expect(parseRuleSql("SELECT * FROM 'a'")?.select(list)).toEqual([1, 2]);
  expect(parseRuleSql("SELECT *, 1 AS b FROM 'a'")?.select(list)).toBeUndefined();
});
