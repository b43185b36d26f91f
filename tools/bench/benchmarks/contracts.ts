import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { Figure } from "../report.ts";
import { median } from "../statistics.ts";
import { measureValidation } from "../validation.ts";
import type { Benchmark } from "./benchmark.ts";

const run = promisify(execFile);
const times = 5;

/** What validation costs an event on its way, both sides together. */
const validation = (): Figure[] =>
  measureValidation().map(({ event, publish, consume }) => ({
    benchmark: "contracts",
    name: `validation of ${event}`,
    value: publish + consume,
    unit: "µs",
    target: { atMost: 50 },
    note: `publish ${publish.toFixed(1)}, consume ${consume.toFixed(1)}`,
  }));

/** From starting Node to the last line, with the graph of the time before. */
export const contracts: Benchmark = async ({ place, progress }) => {
  const seconds = async (command: string) => {
    const measure = async () => {
      const start = performance.now();
      await run(process.execPath, ["tools/contracts.ts", command], { cwd: place.config });
      return (performance.now() - start) / 1000;
    };
    await measure();
    const measured: number[] = [];
    for (let time = 0; time < times; time++) measured.push(await measure());
    progress(`${command}: ${measured.map((each) => each.toFixed(2)).join(", ")} s`);
    return median(measured);
  };
  const note = `median of ${times}`;
  return [
    {
      benchmark: "contracts",
      name: "check",
      value: await seconds("check"),
      unit: "s",
      target: { atMost: 2 },
      note,
    },
    {
      benchmark: "contracts",
      name: "routing proof",
      value: await seconds("proof"),
      unit: "s",
      target: { atMost: 3 },
      note,
    },
    ...validation(),
  ];
};
