import { noTrouble, type TroubleRates } from "sourdough-local/simulation/trouble";

/** How much goes wrong, by the name that `--faults` has for it. */
export const faultLevels: Readonly<Record<string, TroubleRates>> = {
  none: noTrouble,
  light: {
    ...noTrouble,
    duplicate: 0.05,
    delay: 0.1,
    mostDelayMs: 10_000,
    lose: 0.05,
    crash: 0.003,
    reset: 0.003,
    refuse: 0.003,
    slow: 0.01,
    skew: 0.1,
    deploy: 0.1,
  },
  heavy: {
    duplicate: 0.2,
    delay: 0.3,
    mostDelayMs: 60_000,
    lose: 0.2,
    crash: 0.02,
    reset: 0.02,
    refuse: 0.02,
    slow: 0.05,
    skew: 0.3,
    outage: 0.5,
    blackout: 0.5,
    deploy: 0.4,
    restart: 0.2,
  },
};
