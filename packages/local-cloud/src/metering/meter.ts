import type { Hop } from "../core/journal.ts";
import type { ResourceGraph } from "../core/resource-graph.ts";
import type { Payloads } from "../core/service.ts";
import type { Services } from "../core/services.ts";
import { nothing, type Use } from "./price.ts";

/** Reads metered units from finished hops. */
export type Meter = (hop: Hop, payloads: Payloads) => readonly Use[];

/** Payloads that `read` gets when one is asked for. */
export const payloadsOnDemand = (read: () => Payloads): Payloads => {
  let found: Payloads | undefined;
  const get = () => {
    found ??= read();
    return found;
  };
  return {
    get input() {
      return get().input;
    },
    get output() {
      return get().output;
    },
  };
};

export const createMeter = (graph: ResourceGraph, services: Services): Meter => {
  const { resources } = graph;
  const byArn = new Map(resources.map((resource) => [resource.outputs.arn, resource]));
  const resourceOf = (arn: string) =>
    // What was made since is looked for where it is.
    byArn.get(arn) ??
    (resources === graph.resources ? undefined : graph.resources.find(({ outputs }) => outputs.arn === arn));
  return (hop, payloads) => services.kindOf(hop).billed?.(hop, payloads, resourceOf) ?? nothing;
};
