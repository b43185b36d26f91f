import { untilIdle } from "../console.ts";
import { closedLoop, openLoop } from "../load.ts";
import { untilYoung, watchQueues } from "../queue-age.ts";
import { percentile } from "../statistics.ts";
import { auditFigures, type Benchmark, inShop, oneAtATime, warmUpOrders } from "./benchmark.ts";

/** Orders a second when the shop opens, on a machine that does so many, and how many times that is of the night's. */
const most = 40;
const times = 40;
const seconds = { night: 10, peak: 60 };
const probe = { inFlight: 32, ms: 6_000 };
/** An order that waits through a whole peak is late, and not lost. */
const patienceMs = 240_000;
/** A queue whose messages are taken as they come. */
const youngMs = 1_000;
const recoveryMs = 60_000;

/**
 * A quiet night, and then for a minute forty times as many orders, as many as the machine does: customers who do not
 * wait for each other. Nobody stays without an answer, and the queues are as before soon after.
 */
export const morning: Benchmark = (bench) =>
  inShop(
    "morning",
    bench,
    async (shop) => {
      const benchmark = "morning";
      const { consoleUrl } = shop.outputs;
      const { placed } = await oneAtATime(shop, warmUpOrders);
      const { placed: probed, perSecond } = await closedLoop(shop, probe.inFlight, probe.ms);
      placed.push(...probed);
      const peak = Math.min(most, perSecond);

      bench.progress(`${(peak / times).toFixed(2)} orders/s for ${seconds.night} s`);
      placed.push(...(await openLoop(peak / times, seconds.night, shop.place)));
      bench.progress(`${peak.toFixed(1)} orders/s for ${seconds.peak} s`);
      const queues = watchQueues(consoleUrl);
      const orders = await openLoop(peak, seconds.peak, shop.place);
      placed.push(...orders);
      const oldest = await queues.stop();
      bench.progress("until the queues are as before");
      const youngAfter = await untilYoung(consoleUrl, youngMs, patienceMs);
      const ends = await Promise.all(orders.map(({ end }) => end));
      await untilIdle(consoleUrl);
      const answers = ends.map(({ ms }) => ms);
      return [
        {
          benchmark,
          name: "orders at the peak",
          value: peak,
          unit: "orders/s",
          note: `${orders.length} orders, ${times} times the night's; all customers in flight this machine does ${perSecond.toFixed(1)}`,
        },
        { benchmark, name: "answered, median", value: percentile(answers, 0.5), unit: "ms" },
        { benchmark, name: "answered, 99 of 100", value: percentile(answers, 0.99), unit: "ms" },
        {
          benchmark,
          name: "without a final message",
          value: ends.filter(({ status }) => status === "LOST").length,
          unit: "orders",
          target: { atMost: 0 },
        },
        {
          benchmark,
          name: "oldest message in a queue",
          value: oldest.ms / 1000,
          unit: "s",
          note: oldest.queue,
        },
        {
          benchmark,
          name: "until none is older than a second",
          value: youngAfter / 1000,
          unit: "s",
          target: { atMost: recoveryMs / 1000 },
          note: "after the last order of the peak",
        },
        ...(await auditFigures(benchmark, shop, placed)),
      ];
    },
    { patienceMs },
  );
