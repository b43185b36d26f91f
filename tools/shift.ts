import { existsSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { createShiftClients, shift, stopShifting, tellStatus } from "@sourdough/delivery/shift";
import * as z from "zod";

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

const fail = (message: string, code: 1 | 2): never => {
  console.error(message);
  process.exit(code);
};
const parsed = () => {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        stage: { type: "string" },
        slice: { type: "string", default: "all" },
        help: { type: "boolean", short: "h" },
      },
    });
  } catch (error) {
    return fail(`${(error as Error).message}\n\n${help}`, 2);
  }
};

const outputsFile = ".local/outputs.json";
const localCloud = () => {
  if (!existsSync(outputsFile))
    return fail(
      `Nothing runs here: ${outputsFile} is missing. Run npm start in another terminal, or say --stage.`,
      1,
    );
  const Outputs = z.object({ awsEndpoint: z.string(), consoleUrl: z.string(), region: z.string() });
  const { awsEndpoint: endpoint, ...outputs } = Outputs.parse(JSON.parse(readFileSync(outputsFile, "utf8")));
  return { endpoint, ...outputs };
};
/** The local cloud's own, which the console moves. */
const clockOf = (consoleUrl: string) => async () => {
  const answer = await fetch(new URL("/api/clock", consoleUrl));
  return z.object({ now: z.number() }).parse(await answer.json()).now;
};

const { values, positionals } = parsed();
const [command = "shift", ...others] = positionals;
if (values.help) console.log(help);
else if (others.length > 0 || !["shift", "status", "stop"].includes(command))
  fail(`There is no command "${positionals.join(" ")}".\n\n${help}`, 2);
else {
  const local = values.stage === undefined ? localCloud() : undefined;
  const options = {
    stage: values.stage ?? "local",
    slice: values.slice,
    clients: createShiftClients(local && { endpoint: local.endpoint, region: local.region }),
    say: (line: string) => console.log(line),
  };
  const run = async () => {
    if (command === "status") await tellStatus(options);
    else if (command === "stop") await stopShifting(options);
    else
      return shift({
        ...options,
        wait: () => sleep(local ? 500 : 5000),
        now: local && clockOf(local.consoleUrl),
      });
    return true;
  };
  process.exitCode = await run().then(
    (well) => (well ? 0 : 1),
    (error: unknown) => fail((error as Error).message, 1),
  );
}
