import { expect, test } from "vitest";
import { openingAt } from "./opening.ts";

const at = (time: string) => Date.parse(`2026-11-29T${time}:00Z`);

test.each([
  ["in the morning", "08:00", "08:00"],
  ["four hours before the first store closes", "13:30", "13:30"],
  ["less than that before", "13:31", "18:31"],
  ["between two stores", "17:45", "18:31"],
  ["in the minute in which the last one closes", "18:30", "18:31"],
  ["in the evening", "20:00", "20:00"],
  ["four hours before the audit", "22:30", "22:30"],
  ["just before the audit", "02:29", "02:31"],
])("opens past what happens once a day when it is near: %s", (_, now, opening) => {
  expect(new Date(openingAt(at(now))).toISOString()).toBe(`2026-11-29T${opening}:00.000Z`);
});
