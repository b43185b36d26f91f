import type { ServiceDescription } from "../core/service.ts";
import { resourceTypes } from "./resources.ts";

export const service: ServiceDescription = {
  name: "iam",
  title: "IAM",
  resourceTypes,
  load: async () => {
    const { createIam } = await import("./index.ts");
    return (cloud) =>
      createIam(cloud, (arn) =>
        cloud.use(arn.startsWith("arn:aws:lambda:") ? "lambdaPolicies" : "resourcePolicies").policyOf(arn),
      );
  },
};

export const sts: ServiceDescription = {
  name: "sts",
  title: "STS",
  wire: { query: { namespace: "https://sts.amazonaws.com/doc/2011-06-15/" } },
  sdk: { name: "sts", prefix: "Sts" },
  load: async () => (await import("./index.ts")).createSts,
};
