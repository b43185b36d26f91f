import type { Faults } from "../core/faults.ts";
import { type SeededFaults, seededFaults } from "../core/seeded-faults.ts";
import { ownCommand } from "../process/own-command.ts";
import type { FaultSettings, FaultState } from "./api.ts";

/** Trouble on demand, on the local cloud's own faults. */
export interface FaultControl {
  state(): FaultState;
  set(settings: FaultSettings): FaultState;
}

const isSeeded = (faults: Faults): faults is SeededFaults => "rates" in faults && "seed" in faults;

/** `faults` is what the emulators ask; its members are replaced the first time something is set. */
export const createFaultControl = (faults: Faults): FaultControl => {
  const own = isSeeded(faults) ? faults : seededFaults(1, { duplicate: 0, delay: 0, maxDelayMs: 200 });
  let inForce = isSeeded(faults);

  const state = (): FaultState => {
    const { duplicate, delay, reorder, fail, throttle, maxDelayMs } = own.rates;
    return {
      seed: own.seed,
      duplicate,
      delay,
      delayMs: maxDelayMs,
      reorder,
      fail,
      throttle,
      active: inForce && duplicate + delay + reorder + fail + throttle > 0,
      injected: { ...own.injected },
      deliveries: own.deliveries,
      command: commandFor(own),
    };
  };
  return {
    state,
    set({ seed, delayMs, ...rates }) {
      own.set(seed, { ...rates, maxDelayMs: delayMs });
      if (!inForce)
        Object.assign(faults, { delivery: own.delivery, crash: own.crash, throttle: own.throttle });
      inForce = true;
      return state();
    },
  };
};

const commandFor = ({ seed, rates }: SeededFaults): string => {
  const { duplicate, delay, maxDelayMs, reorder, fail, throttle } = rates;
  return `${ownCommand} --seed ${seed} --faults duplicate=${duplicate},delay=${delay},maxDelayMs=${maxDelayMs},reorder=${reorder},fail=${fail},throttle=${throttle}`;
};
