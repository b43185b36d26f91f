import type { SimulatedApp } from "sourdough-local/simulation";
import { providerOf } from "./payment-office.ts";
import { pause } from "./people.ts";

/** Longer than an order waits for its payment. */
const LONGEST_OUTAGE_MS = 600_000;
const SHORTEST_OUTAGE_MS = 5_000;
const LONGEST_HANDOVER_MS = 60_000;
const LONGEST_DOWN_MS = 20_000;

/**
 * At one moment some functions get a new version, which runs beside the old one until it is handed over to. What a kill
 * interrupts stays half done; while the cloud is down nobody can deploy.
 */
const planDeployment = (app: SimulatedApp, withinMs: number): void => {
  const { trouble } = app;
  const deployed = app.deployments.functions.flatMap((name) => trouble.at("deploy", name) ?? []);
  const deploy = async (occasion: string) => {
    const start = app.running();
    await start;
    const isThere = () => app.running() === start;
    const unlessKilled = (error: unknown) => {
      if (isThere()) throw error;
    };
    const name = occasion.split(":")[1]!;
    const finish = await app.deployments.begin(name, trouble.share(occasion, "share")).catch(unlessKilled);
    if (!finish) return;
    await pause(trouble.share(occasion, "how long") * LONGEST_HANDOVER_MS);
    if (isThere()) await finish().catch(unlessKilled);
  };
  const begin = () => {
    for (const occasion of deployed) void deploy(occasion);
  };
  setTimeout(begin, trouble.share("deployment", "when") * withinMs);
};

export interface Disasters {
  /** How long the payment provider is down; 0 when it is not. */
  readonly outageMs: number;
}

/**
 * What happens once on some days, at a moment within so many milliseconds: the provider is down, all functions die, the
 * whole cloud is killed, or some functions are deployed.
 */
export const planDisasters = (app: SimulatedApp, withinMs: number): Disasters => {
  const { trouble } = app;
  const when = (occasion: string) => trouble.share(occasion, "when") * withinMs;
  const outage = trouble.at("outage", "payment-provider");
  let outageMs = 0;
  if (outage) {
    const how = trouble.share(outage, "how") < 0.5 ? "unavailable" : "unreachable";
    const longer = LONGEST_OUTAGE_MS / SHORTEST_OUTAGE_MS;
    outageMs = SHORTEST_OUTAGE_MS * longer ** trouble.share(outage, "how long");
    setTimeout(() => providerOf(app).down(outageMs, how), when(outage));
  }
  const blackout = trouble.at("blackout", "functions");
  if (blackout) setTimeout(app.endAllFunctions, when(blackout));
  const { killed } = app;
  if (killed)
    setTimeout(() => app.restart(trouble.share(killed, "how long") * LONGEST_DOWN_MS), when(killed));
  planDeployment(app, withinMs);
  return { outageMs };
};
