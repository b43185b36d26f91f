import { type Faults, noFaults } from "sourdough-local/faults";

/** Trouble on the way and in functions. */
export interface FaultInjection {
  /** Plans each delivery from now on: one entry for each copy, its value the milliseconds it is held back. */
  onDelivery(plan: Faults["delivery"]): void;
  /** Asked at each call that a function makes to a service: whether it dies before or after the service did it. */
  onCall(crash: Faults["crash"]): void;
  /** From now on nothing goes wrong. */
  clear(): void;
}

export const injectInto = (faults: Faults): FaultInjection => ({
  onDelivery: (plan) => {
    faults.delivery = plan;
  },
  onCall: (crash) => {
    faults.crash = crash;
  },
  clear: () => {
    Object.assign(faults, noFaults());
  },
});
