import { noTrouble } from "sourdough-local/simulation/trouble";
import { expect, test } from "vitest";
import type { Job, Report } from "./job.ts";
import { shrink } from "./shrink.ts";

const all = Array.from({ length: 40 }, (_, index) => `crash:Function:${index + 1}`);

/** Goes wrong when orders 3 and 11 meet in the same day as two of the faults. */
const run = async ({ seed, orders, onlyOrders, onlyFaults }: Job): Promise<Report> => {
  const placed = onlyOrders ?? Array.from({ length: orders }, (_, index) => index);
  const faults = all.filter((name) => !onlyFaults || onlyFaults.includes(name));
  const isWrong =
    [3, 11].every((order) => placed.includes(order)) && faults.includes(all[7]!) && faults.includes(all[30]!);
  const wrong = isWrong
    ? [`ord-01KERKG4KCETWPF2TM8Y08QQ37 is one of ${placed.length} that are PENDING.`]
    : [];
  return { seed, hash: "", hops: 0, orders: placed.length, faults, wrong };
};

test("leaves the orders and faults without which nothing is wrong", async () => {
  const job: Job = { seed: 1, orders: 20, rates: noTrouble };
  const least = await shrink({ count: 1, run, stop: () => {} }, job, await run(job));
  expect(least.onlyOrders).toEqual([3, 11]);
  expect(least.onlyFaults).toEqual([all[7], all[30]]);
});
