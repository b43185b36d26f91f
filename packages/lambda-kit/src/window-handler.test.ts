import { expect, test, vi } from "vitest";
import * as z from "zod";
import { lambdaContext, windowEvent } from "./testing.ts";
import { type WindowPart, windowHandler } from "./window-handler.ts";

const Loaf = z.strictObject({ loaves: z.int().min(1) });
const State = z.object({ loaves: z.int() });

const bakes = (...loaves: number[]) =>
  Object.fromEntries(loaves.map((count, index) => [String(101 + index), { loaves: count }]));
const setup = () => {
  const parts: WindowPart<z.infer<typeof Loaf>, z.infer<typeof State>>[] = [];
  const run = vi.fn(async (part: (typeof parts)[number]) => {
    parts.push(part);
    return { loaves: part.records.reduce((sum, { value }) => sum + value.loaves, part.state?.loaves ?? 0) };
  });
  const handler = windowHandler({ name: "CountLoaves", record: Loaf, state: State, run });
  return { run, parts, handle: (event: unknown) => handler(event, lambdaContext) };
};

test("adds the records of a part to the state of those before", async () => {
  const { handle, parts } = setup();
  const first = await handle(windowEvent({ records: bakes(2, 3) }));
  const second = await handle(windowEvent({ records: bakes(4), state: first.state }));

  expect(first).toEqual({ state: { loaves: 5 }, batchItemFailures: [] });
  expect(second.state).toEqual({ loaves: 9 });
  expect(parts[0]).toMatchObject({
    shardId: "shardId-000000000000",
    start: "2026-11-29T08:00:00.000Z",
    end: "2026-11-29T08:01:00.000Z",
    state: undefined,
    records: [{ sequenceNumber: "101", value: { loaves: 2 } }, { sequenceNumber: "102" }],
    isLast: false,
  });
});

test.each([
  ["is over", { isFinal: true }],
  ["grew too large", { isEarly: true }],
])("says that nothing more comes when a window %s, also without records", async (_, flags) => {
  const { handle, parts } = setup();
  await handle({ ...windowEvent({ state: { loaves: 7 }, ...flags }), Records: undefined });

  expect(parts).toMatchObject([{ state: { loaves: 7 }, records: [], isLast: true }]);
});

test.each([
  ["that is no JSON", "loaves: 2"],
  ["that breaks the contract", { loaves: 0 }],
])("takes what is before a record %s, and reports it", async (_, broken) => {
  const { handle, parts } = setup();
  const records = { 101: { loaves: 2 }, 102: broken, 103: { loaves: 3 } };
  const answer = await handle(windowEvent({ records, isFinal: true }));

  expect(answer).toEqual({ state: { loaves: 2 }, batchItemFailures: [{ itemIdentifier: "102" }] });
  // What follows is still to come.
  expect(parts).toMatchObject([{ isLast: false }]);
});

test("fails a part as a whole when its use case does", async () => {
  const { handle, run } = setup();
  run.mockRejectedValueOnce(new Error("no table"));

  await expect(handle(windowEvent({ records: bakes(1) }))).rejects.toThrow("no table");
});

test("refuses a state that is not its own, and what is no window", async () => {
  const { handle } = setup();

  await expect(handle(windowEvent({ state: { loaves: "many" } }))).rejects.toThrow("its own state: loaves");
  await expect(handle({ Records: [] })).rejects.toThrow("what Lambda hands over");
});
