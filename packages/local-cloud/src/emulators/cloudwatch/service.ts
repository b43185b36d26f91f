import type { HopKind, ServiceDescription } from "../../core/service.ts";
import { at, text } from "../../core/values.ts";
import { logPrice } from "./prices.ts";
import { cloudWatchQuery } from "./query.ts";
import { resourceTypes } from "./resources.ts";

const hops = {
  ChangeState: {
    momentary: true,
    // Time itself looks at alarms.
    from: () => undefined,
    changes: "alarms",
    title: ({ input }) => `${text(at(input, "alarm"))} ${text(at(input, "to"))}`,
    note: (_, { input }) => `${text(at(input, "from"))} to ${text(at(input, "to"))}`,
  },
} satisfies Record<string, HopKind>;

declare module "../../core/journal.ts" {
  interface RecordedHops {
    cloudwatch: keyof typeof hops;
  }
}

export const service: ServiceDescription = {
  name: "cloudwatch",
  title: "CloudWatch",
  resourceTypes,
  hops,
  // An alarm is no station of a message: the map shows the topic that it tells.
  place: () => undefined,
  prices: [logPrice],
  wire: { aliases: ["monitoring"], query: cloudWatchQuery },
  publishes: ["aws.cloudwatch"],
  sdk: { name: "cloudwatch", prefix: "CloudWatch" },
  load: async () => (await import("./emulator.ts")).createCloudWatchEmulator,
};
