import type { ServiceDescription } from "../../core/service.ts";
import { resourceTypes } from "./resources.ts";

export const service: ServiceDescription = {
  name: "logs",
  title: "CloudWatch Logs",
  resourceTypes,
  // Looking into logs is nothing that happens to a message.
  otherHops: { inside: true, uncounted: true },
  place: () => undefined,
  wire: { derivesTarget: true, events: { StartLiveTail: "responseStream" } },
  sdk: { name: "cloudwatchlogs", prefix: "CloudWatchLogs" },
  load: async () => (await import("./emulator.ts")).createLogsEmulator,
};
