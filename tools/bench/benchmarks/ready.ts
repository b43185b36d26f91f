import { startLocalCloud } from "../local-cloud.ts";
import { median } from "../statistics.ts";
import { type Benchmark, memory } from "./benchmark.ts";

const times = 5;

/** From starting Node to the ready line: the very first time, with the config evaluated, and with the last start's graph. */
export const ready: Benchmark = async ({ place, progress }) => {
  let peak = 0;
  const start = async (options: { fresh?: boolean }) => {
    const cloud = await startLocalCloud(place, options);
    await cloud.stop();
    peak = Math.max(peak, cloud.peakMemoryMb);
    progress(`${options.fresh ? "fresh" : "cached"} graph: ${cloud.readyMs.toFixed(0)} ms`);
    return cloud.readyMs / 1000;
  };
  const several = async (options: { fresh?: boolean }) => {
    const seconds: number[] = [];
    for (let time = 0; time < times; time++) seconds.push(await start(options));
    return median(seconds);
  };
  const benchmark = "ready";
  const note = `median of ${times}`;
  const first = await start({ fresh: true });
  const firstPeak = peak;
  peak = 0;
  const cold = await several({ fresh: true });
  const cached = await several({});
  return [
    {
      benchmark,
      name: "first start",
      value: first,
      unit: "s",
      note: "bundles the functions and builds the page",
    },
    memory(benchmark, firstPeak, "at the first start"),
    { benchmark, name: "cold: config evaluated", value: cold, unit: "s", target: { atMost: 3 }, note },
    { benchmark, name: "graph cached", value: cached, unit: "s", target: { atMost: 1.5 }, note },
    memory(benchmark, peak, "at later starts"),
  ];
};
