import type { ResourceGraph } from "@sourdough/local-cloud/src/core/resource-graph.ts";
import type { Proof } from "../proof.ts";

export const checkGateways = (_proof: Proof, _graph: ResourceGraph): void => {};
