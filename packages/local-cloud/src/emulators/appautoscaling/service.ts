import type { HopKind, ServiceDescription } from "../../core/service.ts";
import { at } from "../../core/values.ts";
import { resourceTypes } from "./resources.ts";

const hops = {
  Scale: {
    momentary: true,
    inside: true,
    uncounted: true,
    note: (_, { input }) => `${String(at(input, "executions"))} kept ready`,
  },
} satisfies Record<string, HopKind>;

declare module "../../core/journal.ts" {
  interface RecordedHops {
    "application-autoscaling": keyof typeof hops;
  }
}

export const service: ServiceDescription = {
  name: "application-autoscaling",
  title: "Application Auto Scaling",
  resourceTypes,
  hops,
  // What it does is seen at the function that it scales.
  place: ({ resource }, { find }) => find(resource),
  load: async () => (await import("./emulator.ts")).createAutoScalingEmulator,
};
