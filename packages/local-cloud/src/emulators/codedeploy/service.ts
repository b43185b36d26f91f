import type { HopKind, ServiceDescription } from "../../core/service.ts";
import { at, text } from "../../core/values.ts";
import { resourceTypes } from "./resources.ts";

const inside = { momentary: true, inside: true, uncounted: true } as const;

const hops = {
  ShiftTraffic: {
    ...inside,
    note: (_, { input }) =>
      `${String(at(input, "percentage"))} % of the traffic to version ${text(at(input, "version"))}`,
  },
  EndDeployment: {
    ...inside,
    note: (_, { input }) =>
      [text(at(input, "deploymentId")), text(at(input, "status")), text(at(input, "message"))]
        .filter(Boolean)
        .join(" "),
  },
} satisfies Record<string, HopKind>;

declare module "../../core/journal.ts" {
  interface RecordedHops {
    codedeploy: keyof typeof hops;
  }
}

export const service: ServiceDescription = {
  name: "codedeploy",
  title: "CodeDeploy",
  resourceTypes,
  hops,
  changes: "aliases",
  roles: { "aws:codedeploy/deploymentGroup:DeploymentGroup": "serviceRoleArn" },
  // A deployment is no station of a message: what it does is seen at the function whose traffic shifts.
  place: ({ resource, action }, { find }) =>
    action === "ShiftTraffic" || action === "EndDeployment" ? find(resource) : undefined,
  sdk: { name: "codedeploy", prefix: "CodeDeploy", camelCase: true },
  load: async () => (await import("./emulator.ts")).createCodeDeployEmulator,
};
