import { z } from "zod";
import type { Cloud } from "../../core/cloud.ts";
import type { Deployment } from "./deployments.ts";
import type { Group } from "./resources.ts";

const shape = z.looseObject({
  id: z.string(),
  appName: z.string(),
  groupName: z.string(),
  configName: z.string(),
  revision: z.object({
    functionName: z.string(),
    alias: z.string(),
    currentVersion: z.string(),
    targetVersion: z.string(),
  }),
  content: z.string(),
  createdAt: z.number(),
  creator: z.enum(["user", "codeDeployRollback"]),
  steps: z.array(z.object({ percentage: z.number(), forMs: z.number() })),
  progress: z.object({ step: z.number(), until: z.number() }).optional(),
  takesBack: z.string().optional(),
  status: z.enum(["InProgress", "Succeeded", "Failed", "Stopped"]),
  weight: z.number(),
  completedAt: z.number().optional(),
});
type Kept = Omit<Deployment, "group" | "takesBack" | "takenBackBy"> & {
  readonly appName: string;
  readonly groupName: string;
  /** Its id. */
  readonly takesBack: string | undefined;
};

const toKept = ({ group, takesBack, takenBackBy: _, ...deployment }: Deployment): Kept => ({
  ...deployment,
  appName: group.appName,
  groupName: group.deploymentGroupName,
  takesBack: takesBack?.id,
});

/** Deployments over restarts, in the order in which they were made. */
export const createKeptDeployments = ({ state }: Pick<Cloud, "state">) => {
  const records = state.records("codedeploy/deployments", shape, toKept);
  return {
    put: (deployment: Deployment): void => records.put(deployment.id, deployment),
    delete: records.delete,
    /** Those of the run before whose groups are still there. */
    read(groups: readonly Group[]): Map<string, Deployment> {
      const found = new Map<string, Deployment>();
      for (const [id, { appName, groupName, takesBack, ...kept }] of records.read()) {
        const group = groups.find((one) => one.appName === appName && one.deploymentGroupName === groupName);
        if (!group) {
          records.drop(id, `the config has no deployment group ${groupName}`);
          continue;
        }
        const taken = takesBack === undefined ? undefined : found.get(takesBack);
        const deployment: Deployment = { ...kept, group, takesBack: taken };
        if (taken) taken.takenBackBy = deployment;
        found.set(id, deployment);
      }
      return found;
    },
  };
};
