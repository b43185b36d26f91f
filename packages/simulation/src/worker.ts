import { readFileSync } from "node:fs";
import { installVirtualProcess } from "sourdough-local/simulation/install";
import type { Job, Report, WorkerStart } from "./job.ts";

// A process that simulates one day after the other. Nothing may be loaded before the virtual process is installed.

const send = process.send!.bind(process);
const { root, graphFile, folder, before } = JSON.parse(process.argv[2]!) as WorkerStart;

installVirtualProcess();
const { noTrouble, openSimulation } = await import("sourdough-local/simulation");
const { runSeed } = await import("./run-seed.ts");
const graph = JSON.parse(readFileSync(graphFile, "utf8"));
const simulation = await openSimulation({ root, graph, folder, before });

// What is loaded, compiled or read once in a process is so before the first day, which is then like all others.
await runSeed(simulation, { seed: 0, orders: 5, rates: noTrouble });

process.on("message", async (job: Job) => {
  const { seed } = job;
  const report = await runSeed(simulation, job).then(
    ({ result, hash, hops, happened }): Report => ({ seed, hash, hops, faults: happened, ...result }),
    (error: Error): Report => ({
      seed,
      hash: "",
      hops: 0,
      orders: 0,
      faults: [],
      wrong: [`The simulation ended early: ${error.stack}`],
    }),
  );
  send(report);
});
send("ready");
