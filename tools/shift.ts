import { setTimeout as sleep } from "node:timers/promises";
import { createShiftClients, shift, stopShifting, tellStatus } from "@sourdough/delivery/shift";
import * as z from "zod";
import { runPositionalCommand, stageName, UsageError } from "./command.ts";
import { readLocalOutputs } from "./read-outputs.ts";

const help = `Usage: npm run shift -- [command] [options]

Hands the traffic of a slice's functions and state machines over to the versions that its deployment published, step by
step, and sends one back whose alarm goes off. docs/canary.md has the rest.

  (none)          shifts, and says how far it is until all is over
  status          says which version is live, and which is the newest
  stop            stops what is under way, and gives the traffic back to the version before

  --stage <name>  a stage on AWS, with the credentials and the region of the environment; else the local cloud
  --slice <name>  orders, payments, ...; else all, of a stage that is deployed whole
  --help          this text

Exit codes: 0 well, 1 a version was sent back or something did not work, 2 wrong usage.`;

const Outputs = z.object({ awsEndpoint: z.string(), consoleUrl: z.string(), region: z.string() });
/** The local cloud's own, which the console moves. */
const clockOf = (consoleUrl: string) => async () => {
  const answer = await fetch(new URL("/api/clock", consoleUrl));
  return z.object({ now: z.number() }).parse(await answer.json()).now;
};

const options = {
  stage: { type: "string" },
  slice: { type: "string", default: "all" },
  help: { type: "boolean", short: "h" },
} as const;

await runPositionalCommand(help, options, async ({ stage, slice }, names) => {
  const [command = "shift", ...others] = names;
  if (others.length > 0 || !["shift", "status", "stop"].includes(command))
    throw new UsageError(`There is no command "${names.join(" ")}".`);
  const local = stage === undefined ? readLocalOutputs(Outputs) : undefined;
  const options = {
    stage: stage === undefined ? "local" : stageName(stage),
    slice,
    clients: createShiftClients(local && { endpoint: local.awsEndpoint, region: local.region }),
    say: (line: string) => console.log(line),
  };
  if (command === "status") await tellStatus(options);
  else if (command === "stop") await stopShifting(options);
  else {
    const isWell = await shift({
      ...options,
      wait: () => sleep(local ? 500 : 5000),
      now: local && clockOf(local.consoleUrl),
    });
    return isWell ? 0 : 1;
  }
  return 0;
});
