import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startLocalCloud } from "../local-cloud.ts";
import { median } from "../statistics.ts";
import { memory, type Part } from "./part.ts";

const times = 5;

/** From starting Node to the ready line: with the config evaluated, and with the graph of the last start. */
export const ready: Part = async ({ place, progress }) => {
  let peak = 0;
  const start = async (options: { fresh?: boolean }, localFolder = place.localFolder) => {
    const cloud = await startLocalCloud({ ...place, localFolder }, options);
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
  const emptyFolder = await mkdtemp(join(tmpdir(), "sourdough-bench-"));
  const first = await start({ fresh: true }, emptyFolder).finally(() => rm(emptyFolder, { recursive: true }));
  const cold = await several({ fresh: true });
  const cached = await several({});
  return [
    { part: "ready", name: "no graph, no bundles", value: first, unit: "s", note: "once" },
    {
      part: "ready",
      name: "cold: no graph",
      value: cold,
      unit: "s",
      target: { atMost: 3 },
      note: `median of ${times}`,
    },
    {
      part: "ready",
      name: "graph cached",
      value: cached,
      unit: "s",
      target: { atMost: 1.5 },
      note: `median of ${times}`,
    },
    memory("ready", peak),
  ];
};
