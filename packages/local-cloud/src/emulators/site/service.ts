import type { ServiceDescription } from "../../core/service.ts";
import { resourceTypes } from "./resources.ts";

/** Builds of static sites, and what SST's components keep beside CloudFront. */
export const service: ServiceDescription = {
  name: "static-sites",
  title: "CloudFront",
  resourceTypes,
  map: {
    "command:local:Command": {
      node: ({ siteOutput }) => (siteOutput === undefined ? undefined : "site"),
      local: true,
      visited: true,
    },
  },
};
