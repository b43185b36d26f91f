import type { SimulatedApp, SimulatedRun, Simulation } from "sourdough-local/simulation";
import { audit } from "./audit/index.ts";
import { recordPublished } from "./audit/published.ts";
import { createChance } from "./chance.ts";
import { sellBread } from "./day.ts";
import type { Job } from "./job.ts";
import { deliverMenu, menu } from "./menu.ts";
import { bringBack } from "./operator.ts";
import { pause } from "./people.ts";
import { itemsOf, queueStates, runningExecutions } from "./state.ts";

export interface Finding {
  /** Sentences; none when everything is as it is to be. */
  readonly wrong: readonly string[];
  readonly orders: number;
}

const LOOK_EVERY_MS = 10_000;
/** Later than any reply, retry or repeated message of the system may come: nothing that comes by then may do harm. */
const AFTERMATH_MS = 15 * 60_000;
const MOST_MS = 3 * 3600_000;

const unfinished = async (app: SimulatedApp): Promise<string[]> => [
  ...(await queueStates(app))
    .filter(({ isDeadLetterQueue, messages }) => !isDeadLetterQueue && messages > 0)
    .map(({ name, messages }) => `${name} has ${messages} messages.`),
  ...(await runningExecutions(app)).map((name) => `The execution ${name} is not over.`),
];

/** Lets time pass until nothing is under way, and then until nothing late can come. */
const settle = async (app: SimulatedApp): Promise<string[]> => {
  const deadline = Date.now() + MOST_MS;
  for (let isAftermath = false; ; ) {
    await pause(isAftermath ? AFTERMATH_MS : LOOK_EVERY_MS);
    const left = await unfinished(app);
    if (left.length === 0 && isAftermath) return [];
    if (Date.now() > deadline) return left;
    isAftermath = left.length === 0;
  }
};

const untilMenuIsKnown = async (app: SimulatedApp): Promise<void> => {
  const known = () => itemsOf(app, "orders").filter(({ entity }) => entity === "menuItem").length;
  while (known() < menu.products.length) await pause(100);
};

const MORNING = Date.UTC(2026, 0, 12, 8);
/** So soon before store-2 closes that some of the orders are ready by then, and some are not. */
const EVENING = Date.UTC(2026, 0, 12, 17, 29, 10);

const beginningOf = (seed: number): number => (createChance(seed).random() < 0.3 ? EVENING : MORNING);

/**
 * A day of the bakery in a world of its own: delivery, orders, the aftermath, what an operator mends, and the audit. `show` is given what is left of
 * it, which else is thrown away.
 */
export const runSeed = (
  simulation: Simulation,
  job: Job,
  show?: (app: SimulatedApp, finding: Finding) => Promise<void>,
): Promise<SimulatedRun<Finding>> => {
  const { seed, rates } = job;
  const only = job.onlyFaults && new Set(job.onlyFaults);
  const options = { seed, rates, only, startsAt: beginningOf(seed), show };
  const day = async (app: SimulatedApp): Promise<Finding> => {
    const published = recordPublished(app);
    await deliverMenu(app, menu);
    await untilMenuIsKnown(app);
    const sold = await sellBread(app, job);
    let left = await settle(app);
    if ((await bringBack(app, sold.disasters)) > 0) left = await settle(app);
    return { wrong: [...left, ...(await audit(app, sold, published))], orders: sold.accepted.length };
  };
  return simulation.run(options, async (app) => {
    // What went wrong until then is needed to shrink the day.
    const finding = await day(app).catch(
      (error: Error): Finding => ({ wrong: [`The day ended early: ${error.stack}`], orders: 0 }),
    );
    if (show) for (const sentence of finding.wrong) app.cloud.warn(sentence);
    return finding;
  });
};
