import type { HopKind, ServiceDescription } from "../../core/service.ts";
import { resourceTypes } from "./resources.ts";

const hops = {
  DescribeTasks: { reads: true },
  ListTasks: { reads: true },
  RunTask: {},
  StopTask: {},
  ChangeTaskState: { momentary: true, inside: true, uncounted: true, note: (_, { input }) => String(input) },
} satisfies Record<string, HopKind>;

declare module "../../core/journal.ts" {
  interface RecordedHops {
    ecs: keyof typeof hops;
  }
}

export const service: ServiceDescription = {
  name: "ecs",
  title: "ECS",
  resourceTypes,
  hops,
  publishes: ["aws.ecs"],
  place: ({ resource }, { find }) => find(resource),
  sdk: { name: "ecs", prefix: "Ecs", camelCase: true },
  load: async () => (await import("./emulator.ts")).createEcsEmulator,
};
