import { z } from "zod";
import { defineResourceType } from "../../src/core/resource-type.ts";
import type { HopKind, ServiceDescription } from "../../src/core/service.ts";
import { at } from "../../src/core/values.ts";
import { million, type Price, use } from "../../src/metering/price.ts";

const TRACKER = "aws:location/tracker:Tracker";

const positions: Price = {
  service: "Location",
  label: "Positions",
  usd: 50,
  per: million,
  source: "https://aws.amazon.com/location/pricing/",
};

const countOf = (input: unknown) => (at(input, "Updates") as unknown[]).length;

const hops = {
  BatchUpdateDevicePosition: {
    note: (_, { input }) => `${countOf(input)} positions`,
    billed: (_, { input }) => use(positions, countOf(input)),
  },
} satisfies Record<string, HopKind>;

/** Trackers of Amazon Location: as much of a service as it takes to be one. */
export const service: ServiceDescription = {
  name: "geo",
  title: "Location",
  resourceTypes: [
    defineResourceType({
      type: TRACKER,
      properties: z.strictObject({ trackerName: z.string(), positionFiltering: z.string().optional() }),
      compute: ({ inputs: { trackerName: name } }, { region, accountId }) => ({
        id: name,
        trackerArn: `arn:aws:geo:${region}:${accountId}:tracker/${name}`,
      }),
    }),
  ],
  hops,
  prices: [positions],
  policyActions: { sending: /^BatchUpdate/ },
  wire: {
    rest: {
      BatchUpdateDevicePosition: "POST /tracking/v0/trackers/{TrackerName}/positions",
      GetDevicePosition: "GET /tracking/v0/trackers/{TrackerName}/devices/{DeviceId}/positions/latest",
    },
  },
  map: {
    [TRACKER]: {
      node: "external",
      names: ({ outputs }) => [outputs.trackerArn],
      facts: ({ positionFiltering }) => ({ Filtering: positionFiltering }),
    },
  },
  load: async () => (await import("./emulator.ts")).createTrackers,
};
