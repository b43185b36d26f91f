import type { ServiceDescription } from "../../core/service.ts";
import { resourceTypes } from "./resources.ts";

export const service: ServiceDescription = {
  name: "ssm",
  title: "SSM",
  resourceTypes,
  wire: { derivesTarget: true },
  sdk: { name: "ssm", prefix: "Ssm" },
  load: async () => (await import("./emulator.ts")).createSsmEmulator,
};
