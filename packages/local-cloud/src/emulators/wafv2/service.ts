import type { ServiceDescription } from "../../core/service.ts";
import { resourceTypes } from "./resources.ts";

export const service: ServiceDescription = {
  name: "wafv2",
  title: "WAF",
  resourceTypes,
  load: async () => (await import("./emulator.ts")).createWafEmulator,
};
