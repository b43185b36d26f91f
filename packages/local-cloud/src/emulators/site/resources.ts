import { z } from "zod";
import { defineResourceType, stableId } from "../../core/resource-type.ts";

export const resourceTypes = [
  defineResourceType({
    type: "command:local:Command",
    properties: z.strictObject({
      create: z.string().optional(),
      update: z.string().optional(),
      dir: z.string().optional(),
      environment: z.record(z.string(), z.string()).optional(),
      triggers: z.array(z.unknown()).optional(),
      addPreviousOutputInEnv: z.boolean().optional(),
    }),
    compute: ({ name }) => ({ id: stableId(name), stdout: "", stderr: "" }),
  }),
  // SST's own providers: keys of the router and what waits for CloudFront.
  defineResourceType({
    type: "pulumi-nodejs:dynamic:Resource",
    properties: z.looseObject({}),
    compute: ({ name }) => ({
      id: stableId(name),
      // The provider finds the hosted zone of a domain.
      ...(name.endsWith("HostedZoneLookup") && { zoneId: `Z${stableId("zone").toUpperCase()}` }),
    }),
  }),
];
