import { expect, test } from "vitest";
import { createScheduler, type Scheduler } from "./scheduler.ts";

const orderOf = async (seed: number, plan: (scheduler: Scheduler, say: (what: string) => void) => void) => {
  const scheduler = createScheduler(seed, 1_000);
  const said: string[] = [];
  plan(scheduler, (what) => said.push(`${scheduler.now()} ${what}`));
  let isOver = false;
  scheduler.after(60_000, () => {
    isOver = true;
  });
  await scheduler.run(() => isOver);
  return said;
};

test("runs tasks at their times, and the promises of one before the next", async () => {
  const said = await orderOf(1, (scheduler, say) => {
    scheduler.after(20, () => say("late"));
    scheduler.after(5.5, async () => {
      say("early");
      for (let turn = 0; turn < 10; turn++) await undefined;
      say("its promises");
    });
    scheduler.after(6, () => say("next"));
    scheduler.after(7, () => say("never"))();
  });
  expect(said).toEqual(["1005.5 early", "1005.5 its promises", "1006 next", "1020 late"]);
});

test("lets the seed decide among tasks of one moment, the same each time", async () => {
  const ten = (seed: number) =>
    orderOf(seed, (scheduler, say) => {
      for (let index = 0; index < 10; index++) scheduler.after(1, () => say(String(index)));
    });
  expect(await ten(1)).toEqual(await ten(1));
  expect(await ten(1)).not.toEqual(await ten(2));
  expect((await ten(1)).toSorted()).toEqual((await ten(2)).toSorted());
});

test("stands still while something is outside, whichever is back first", async () => {
  const slow = Promise.withResolvers<void>();
  const said = await orderOf(1, (scheduler, say) => {
    scheduler.after(1, () => {
      scheduler.outside(slow.promise).then(() => say("back"));
      setImmediate(() => setImmediate(slow.resolve));
    });
    scheduler.after(2, () => say("later"));
  });
  expect(said).toEqual(["1001 back", "1002 later"]);
});

test("says so when nothing is left to do", async () => {
  const scheduler = createScheduler(1, 0);
  scheduler.after(1, () => {});
  await expect(scheduler.run(() => false)).rejects.toThrow("nothing left to do");
});

test("ends with the error of a task", async () => {
  const scheduler = createScheduler(1, 0);
  scheduler.after(1, () => {
    throw new Error("burnt");
  });
  await expect(scheduler.run(() => false)).rejects.toThrow("burnt");
});
