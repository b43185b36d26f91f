import type { ServiceDescription } from "../core/service.ts";
import { resourceTypes } from "./resources.ts";

export const service: ServiceDescription = {
  name: "iam",
  title: "IAM",
  resourceTypes,
  load: async () => {
    const { createIam } = await import("./index.ts");
    return (cloud) => {
      const iam = createIam(cloud);
      cloud.offer("permissions", iam);
      cloud.offer("usedGrants", iam.usedGrants);
      return iam;
    };
  },
};

export const sts: ServiceDescription = {
  name: "sts",
  title: "STS",
  wire: { query: { namespace: "https://sts.amazonaws.com/doc/2011-06-15/" } },
  sdk: { name: "sts", prefix: "Sts" },
  load: async () => (await import("./index.ts")).createSts,
};
