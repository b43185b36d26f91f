/** Deliveries that come twice, late or in another order, and functions that die: by hand, or from a seed. */
export { type Delivery, type Faults, type FunctionCall, noFaults } from "./core/faults.ts";
export { seededFaults, seededRandom } from "./core/seeded-faults.ts";
