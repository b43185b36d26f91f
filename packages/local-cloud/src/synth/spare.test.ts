import { expect, onTestFinished, test } from "vitest";
import { createSpare } from "./spare.ts";

const setUp = ({ keptMs = 600_000 } = {}) => {
  const processes: { ended: boolean }[] = [];
  const begin = async () => {
    const begun = { ended: false };
    processes.push(begun);
    return {
      ask: () => Promise.reject(new Error("Nobody asks.")),
      end: () => {
        begun.ended = true;
      },
    };
  };
  const spare = createSpare(begin, { keptMs, idleMs: 5, lookMs: 5 });
  onTestFinished(() => spare.stop());
  let hops = 0;
  return {
    spare,
    processes,
    /** Whatever else is going on, so much happened. */
    happen: (count: number) => {
      hops += count;
    },
    activity: () => hops,
    running: () => processes.filter(({ ended }) => !ended).length,
  };
};

test("one waits once nothing happens, and is handed over once", async () => {
  const { spare, activity, processes } = setUp();
  spare.prepare(activity);
  await expect.poll(() => processes.length).toBe(1);
  expect(spare.take()).toBeDefined();
  expect(spare.take()).toBeUndefined();
  expect(processes).toEqual([{ ended: false }]);
});

test("goes while very much happens, and comes back when it is quiet", async () => {
  const { spare, activity, happen, processes, running } = setUp();
  spare.prepare(activity);
  await expect.poll(running).toBe(1);
  happen(100_000);
  await expect.poll(() => processes[0]?.ended).toBe(true);
  await expect.poll(running).toBe(1);
  expect(processes).toHaveLength(2);
});

test("stays while an order passes", async () => {
  const { spare, activity, happen, processes, running } = setUp();
  let looks = 0;
  spare.prepare(() => {
    looks += 1;
    return activity();
  });
  await expect.poll(running).toBe(1);
  happen(230);
  const before = looks;
  await expect.poll(() => looks).toBeGreaterThan(before + 2);
  expect(processes).toEqual([{ ended: false }]);
});

test("goes when nobody edits for long", async () => {
  const { spare, activity, processes } = setUp({ keptMs: 5 });
  spare.prepare(activity);
  await expect.poll(() => processes[0]?.ended).toBe(true);
});
