import type { ServiceDescription } from "../../core/service.ts";

/** Log groups are among Lambda's resource types, since most belong to functions. */
export const service: ServiceDescription = {
  name: "logs",
  title: "CloudWatch Logs",
  // Looking into logs is nothing that happens to a message.
  otherHops: { inside: true, uncounted: true },
  place: () => undefined,
  wire: { derivesTarget: true },
  sdk: { name: "cloudwatchlogs", prefix: "CloudWatchLogs" },
  load: async () => (await import("./emulator.ts")).createLogsEmulator,
};
