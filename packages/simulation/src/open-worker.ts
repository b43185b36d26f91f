import { readFileSync } from "node:fs";
import { installVirtualProcess } from "sourdough-local/simulation/install";
import type { Job, WorkerStart } from "./job.ts";

// Nothing may be loaded before the virtual process is installed.
const [startText, jobText, port] = process.argv.slice(2);
const { root, graphFile, folder, before } = JSON.parse(startText!) as WorkerStart;
const job = JSON.parse(jobText!) as Job;

installVirtualProcess();
const { noTrouble, openConsole, openSimulation } = await import("sourdough-local/simulation");
const { runSeed } = await import("./run-seed.ts");
const graph = JSON.parse(readFileSync(graphFile, "utf8"));
const simulation = await openSimulation({ root, graph, folder, before });
await runSeed(simulation, { seed: 0, orders: 5, rates: noTrouble });

await runSeed(simulation, job, async (app, { wrong, orders }) => {
  const url = await openConsole(app, { root, port: Number(port) });
  for (const sentence of wrong) console.error(`  ${sentence}`);
  console.log(
    `${orders} orders, ${app.trouble.happened.length} faults, ${wrong.length === 0 ? "nothing" : `${wrong.length} things`} wrong: ${url} shows the day, with what is wrong among the warnings, until Ctrl-C.`,
  );
});
