import type { SimulatedApp } from "sourdough-local/simulation";
import type { StripeStandIn } from "sourdough-local/stripe";

const LONGEST_OUTAGE_MS = 60_000;

/** What happens once on some days, at a moment within so many milliseconds: the provider is down, or all functions die. */
export const planDisasters = (app: SimulatedApp, withinMs: number): void => {
  const { trouble } = app;
  const when = (occasion: string) => trouble.share(occasion, "when") * withinMs;
  const outage = trouble.at("outage", "payment-provider");
  if (outage) {
    const provider = app.standIns["https://api.stripe.com"] as StripeStandIn;
    const how = trouble.share(outage, "how") < 0.5 ? "unavailable" : "unreachable";
    setTimeout(() => provider.down(trouble.share(outage, "how long") * LONGEST_OUTAGE_MS, how), when(outage));
  }
  const blackout = trouble.at("blackout", "functions");
  if (blackout) setTimeout(app.endAllFunctions, when(blackout));
};
