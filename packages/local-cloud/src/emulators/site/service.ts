import type { ServiceDescription } from "../../core/service.ts";
import { resourceTypes } from "./resources.ts";

/** Routers and static sites. What runs is made first of all, since the addresses of the graph depend on its ports. */
export const service: ServiceDescription = {
  name: "cloudfront",
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
