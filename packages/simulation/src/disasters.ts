import type { SimulatedApp } from "sourdough-local/simulation";
import { providerOf } from "./payment-office.ts";

/** Longer than an order waits for its payment. */
const LONGEST_OUTAGE_MS = 600_000;
const SHORTEST_OUTAGE_MS = 5_000;
const LONGEST_HANDOVER_MS = 60_000;
const LONGEST_DOWN_MS = 20_000;

/** At one moment some functions get a new version, which runs beside the old one until it is handed over to. */
const planDeployment = ({ trouble, deployments }: SimulatedApp, withinMs: number): void => {
  const deployed = deployments.functions.flatMap((name) => trouble.at("deploy", name) ?? []);
  const deploy = async (occasion: string) => {
    const name = occasion.split(":")[1]!;
    const finish = await deployments.begin(name, trouble.share(occasion, "share"));
    setTimeout(finish, trouble.share(occasion, "how long") * LONGEST_HANDOVER_MS);
  };
  const begin = () => {
    for (const occasion of deployed) void deploy(occasion);
  };
  setTimeout(begin, trouble.share("deployment", "when") * withinMs);
};

/**
 * What happens once on some days, at a moment within so many milliseconds: the provider is down, all functions die, the
 * whole cloud is killed, or some functions are deployed.
 */
export const planDisasters = (app: SimulatedApp, withinMs: number): void => {
  const { trouble } = app;
  const when = (occasion: string) => trouble.share(occasion, "when") * withinMs;
  const outage = trouble.at("outage", "payment-provider");
  if (outage) {
    const how = trouble.share(outage, "how") < 0.5 ? "unavailable" : "unreachable";
    const longer = LONGEST_OUTAGE_MS / SHORTEST_OUTAGE_MS;
    const forMs = SHORTEST_OUTAGE_MS * longer ** trouble.share(outage, "how long");
    setTimeout(() => providerOf(app).down(forMs, how), when(outage));
  }
  const blackout = trouble.at("blackout", "functions");
  if (blackout) setTimeout(app.endAllFunctions, when(blackout));
  const { killed } = app;
  if (killed)
    setTimeout(() => app.restart(trouble.share(killed, "how long") * LONGEST_DOWN_MS), when(killed));
  // A version that a call published ends with the process, and what runs by it has no code any more.
  else planDeployment(app, withinMs);
};
