import { relative } from "node:path";
import { styleText } from "node:util";
import type { Reporter, TestModule } from "vitest/node";

const shown = 20;

const secondsOf = (module: TestModule): number => {
  const { duration, collectDuration } = module.diagnostic();
  return (duration + collectDuration) / 1000;
};

/** Says at the end of a run of many files which took longest, in seconds with what they import. */
export const slowestFiles: Reporter = {
  onTestRunEnd(modules) {
    if (modules.length <= shown) return;
    const timed = modules.map((module) => ({
      seconds: secondsOf(module),
      file: relative(process.cwd(), module.moduleId),
    }));
    timed.sort((one, other) => other.seconds - one.seconds);
    const all = timed.reduce((sum, { seconds }) => sum + seconds, 0);
    console.log(
      styleText("dim", `\nThe slowest ${shown} of ${timed.length} files (${all.toFixed(0)} s in all)`),
    );
    for (const { seconds, file } of timed.slice(0, shown))
      console.log(`${seconds.toFixed(1).padStart(7)} s  ${file}`);
  },
};
