/** Deliveries that come twice, late or in another order, and functions that die, and records that streams refuse: by hand, or from a seed. */
export { type Delivery, type Faults, type FunctionCall, noFaults, type StreamWrite } from "./core/faults.ts";
export { seededFaults, seededRandom } from "./core/seeded-faults.ts";
