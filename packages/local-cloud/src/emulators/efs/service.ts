import type { ServiceDescription } from "../../core/service.ts";
import { resourceTypes } from "./resources.ts";

export const service: ServiceDescription = {
  name: "elasticfilesystem",
  title: "EFS",
  resourceTypes,
  load: async () => (await import("./emulator.ts")).createEfsEmulator,
};
