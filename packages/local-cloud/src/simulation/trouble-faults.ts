import type { Faults } from "../core/faults.ts";
import type { FunctionTrouble } from "./function-host.ts";
import { refusalsOf } from "./refusals.ts";
import type { Scheduler } from "./scheduler.ts";
import type { Trouble, TroubleRates } from "./trouble.ts";
import type { NetworkTrouble } from "./virtual-network.ts";

const SLOWEST_MS = 30_000;
const MOST_SKEW_MS = 2_000;

/** The last part of an ARN or URL, which is a name. */
const nameIn = (reference: string): string => reference.split(/[/:?]/).filter(Boolean).at(-1) ?? reference;

/** What goes wrong where messages are handed over, functions run, and AWS services are called. */
export const troubledFaults = (trouble: Trouble, rates: TroubleRates): Faults => {
  const held = (place: string): number => {
    const occasion = trouble.at("delay", place);
    return occasion ? Math.floor(trouble.share(occasion, "how long") ** 3 * rates.mostDelayMs) : 0;
  };
  return {
    delivery({ service, to }) {
      const place = `${service}>${nameIn(to)}`;
      // Only who sends again may lose a message: services of AWS deliver at least once.
      if (service === "third-parties" && trouble.at("lose", place)) return [];
      return trouble.at("duplicate", place) ? [held(place), held(place)] : [held(place)];
    },
    crash({ functionName }) {
      const occasion = trouble.at("crash", functionName);
      if (!occasion) return undefined;
      return trouble.share(occasion, "when") < 0.5 ? "before" : "after";
    },
    throttle: ({ resource }) => trouble.at("refuse", nameIn(resource)) !== undefined,
    refuse({ service, operation, principal }) {
      if (principal.kind !== "role") return undefined;
      const occasion = trouble.at("refuse", `${service}.${operation}`);
      if (!occasion) return undefined;
      const errors = refusalsOf(service, operation);
      return errors[Math.floor(trouble.share(occasion, "which") * errors.length)];
    },
  };
};

const LATENCY = { least: 0.5, most: 12 };

export const troubledNetwork = (trouble: Trouble, scheduler: Scheduler): NetworkTrouble => ({
  fate({ from }) {
    const occasion = trouble.at("reset", from);
    if (!occasion) return "whole";
    return trouble.share(occasion, "what") < 0.4 ? "request lost" : "answer lost";
  },
  latency: () => LATENCY.least + scheduler.random() ** 4 * (LATENCY.most - LATENCY.least),
});

export const troubledFunctions = (trouble: Trouble, scheduler: Scheduler): FunctionTrouble => ({
  coldStart: () => 60 + scheduler.random() * 400,
  skew(functionName) {
    const occasion = trouble.at("skew", functionName);
    return occasion ? Math.round((trouble.share(occasion, "how far") - 0.5) * 2 * MOST_SKEW_MS) : 0;
  },
  latency(functionName) {
    const usual = 0.2 + scheduler.random();
    const occasion = trouble.at("slow", functionName);
    return occasion ? usual + trouble.share(occasion, "how long") ** 2 * SLOWEST_MS : usual;
  },
});
