import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { startLocalCloud } from "../local-cloud.ts";
import { figuresOf } from "../report.ts";
import { median } from "../statistics.ts";
import { type Benchmark, memory } from "./benchmark.ts";

const times = 5;
const edited = "services/notifications/infra.ts";
/** Longer than it takes until the next evaluation is prepared. */
const betweenMs = 10_000;

/** From a save of an infra.ts, which adds one more queue each time, to the line that says what changed. */
export const edit: Benchmark = async ({ place, progress }) => {
  const file = join(place.config, edited);
  const before = await readFile(file, "utf8");
  const cloud = await startLocalCloud(place);
  const seconds: number[] = [];
  try {
    for (let time = 1; time <= times; time++) {
      await pause(betweenMs);
      // What the start takes is measured by `ready`.
      if (time === 1) cloud.forgetPeak();
      const queues = Array.from({ length: time }, (_, n) => `new sst.aws.Queue("Edited${Date.now()}n${n}");`);
      const said = cloud.says(/^The edited config runs/);
      const savedAt = performance.now();
      await writeFile(file, before.replace(/(export const notifications = .*\{)/, `$1 ${queues.join(" ")}`));
      await said;
      seconds.push((performance.now() - savedAt) / 1000);
      progress(`edit ${time}: ${seconds.at(-1)!.toFixed(1)} s`);
    }
  } finally {
    await writeFile(file, before);
    await cloud.stop();
  }
  const figure = figuresOf("edit");
  return [
    figure("saved to applied", median(seconds), "s", { target: { atMost: 2 }, note: `median of ${times}` }),
    memory("edit", cloud.peakMemoryMb, "with the process that waits, and while it evaluates"),
  ];
};
