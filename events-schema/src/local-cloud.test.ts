import { expect, test } from "vitest";
import { parseEvent } from "./consume.ts";
import type { EventContract } from "./event.ts";
import * as exported from "./index.ts";
import { events } from "./local-cloud.ts";

const contracts = Object.values(exported as Record<string, unknown>).filter(
  (value): value is EventContract => typeof value === "object" && value !== null && "lifecycle" in value,
);

test.each(events.map((event) => [`${event.detailType} v${event.version}`, event] as const))(
  "examples of %s can be sent as they are",
  (_, { source, detailType, examples, check }) => {
    for (const detail of examples()) {
      expect(check(detail)).toEqual([]);
      const parsed = parseEvent(contracts, { source, "detail-type": detailType, detail });
      expect(parsed.name).toBe(detailType);
    }
  },
);

test("an event is another one each time, and what breaks the contract has a path", () => {
  const [event] = events;
  const [first, second] = [event!.examples()[0], event!.examples()[0]];
  expect(first).not.toEqual(second);
  const issues = event!.check({ ...(first as object), data: {} });
  expect(issues.map(({ path }) => path)).toContainEqual(expect.stringMatching(/^detail\.data\./));
});
