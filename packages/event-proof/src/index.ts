export { findRoutes, type Route } from "./routes.ts";
export { runProof } from "./run-proof.ts";
export { samplesOf } from "./samples.ts";
export { readSystem, type System } from "./system.ts";
