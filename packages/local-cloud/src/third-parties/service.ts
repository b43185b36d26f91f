import type { HopKind, ServiceDescription } from "../core/service.ts";
import { at } from "../core/values.ts";

const hops = {
  SendWebhook: {
    fromClient: true,
    note(hop, { input, output }) {
      const type = at(input, "type");
      const status = at(output, "status");
      return [type, status].filter((part) => part !== undefined).join(" ") || hop.error?.message;
    },
  },
} satisfies Record<string, HopKind>;

declare module "../core/journal.ts" {
  interface RecordedHops {
    "third-parties": keyof typeof hops;
  }
}

/** What comes from stand-ins for third parties by itself. */
export const service: ServiceDescription = {
  name: "third-parties",
  title: "third parties",
  hops,
  place: () => undefined,
};
