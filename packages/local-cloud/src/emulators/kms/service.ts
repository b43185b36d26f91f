import type { ServiceDescription } from "../../core/service.ts";
import { resourceTypes } from "./resources.ts";

export const service: ServiceDescription = {
  name: "kms",
  title: "KMS",
  resourceTypes,
  load: async () => (await import("./emulator.ts")).createKmsEmulator,
};
