import type { TroubleRates } from "sourdough-local/simulation/trouble";
import type { Mistake } from "./mistakes.ts";
import { plant } from "./plant.ts";
import { prepare } from "./prepare.ts";
import { startWorkers, type Workers } from "./workers.ts";

export interface Found {
  readonly mistake: string;
  /** Orders until it was found; absent when it was not. */
  readonly orders?: number;
  readonly seed?: number;
  /** What was wrong; or why nothing could be simulated, when it was not found. */
  readonly wrong?: string;
}

/** Plants a mistake in a copy of the repository, simulates days until something is wrong or there were too many orders, and takes it out. */
export const findMistake = async (
  copy: string,
  mistake: Mistake,
  {
    rates,
    orders,
    firstSeed,
    mostOrders,
    workers: count,
  }: {
    readonly rates: TroubleRates;
    readonly orders: number;
    readonly firstSeed: number;
    readonly mostOrders: number;
    readonly workers: number;
  },
): Promise<Found> => {
  const takeOut = await plant(copy, mistake);
  let workers: Workers | undefined;
  try {
    const pool = await startWorkers(count, await prepare(copy));
    workers = pool;
    let seed = firstSeed;
    let placed = 0;
    let found: Found | undefined;
    const search = async () => {
      while (!found && placed < mostOrders) {
        const own = seed++;
        placed += orders;
        const { wrong } = await pool.run({ seed: own, orders, rates });
        if (wrong.length > 0)
          found ??= {
            mistake: mistake.name,
            orders: (own - firstSeed + 1) * orders,
            seed: own,
            wrong: wrong[0]!,
          };
      }
    };
    await Promise.all(Array.from({ length: count }, search));
    return found ?? { mistake: mistake.name };
  } catch (error) {
    return { mistake: mistake.name, wrong: `it does not run: ${(error as Error).message}` };
  } finally {
    workers?.stop();
    await takeOut();
  }
};
