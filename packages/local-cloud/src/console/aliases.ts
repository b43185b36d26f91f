import type { Cloud } from "../core/cloud.ts";
import type { Deployment } from "../emulators/codedeploy/deployments.ts";
import type { Routing } from "../emulators/lambda/versions.ts";
import type { Alias, AliasList } from "./api.ts";
import type { Nodes } from "./map/nodes.ts";
import type { Redaction } from "./redaction.ts";

declare module "../core/cloud.ts" {
  interface Shared {
    /** Offered by Lambda. */
    aliases: () => { functionArn: string; functionName: string; name: string; routing: Routing }[];
    /** Offered by CodeDeploy, the oldest first. */
    deployments: () => Deployment[];
  }
}

/** What the aliases of functions mean, as they are now. */
export const createAliasReader = (cloud: Pick<Cloud, "use">, nodes: Nodes, redaction: Redaction) => {
  const deploymentOf = (functionName: string, alias: string): Alias["deployment"] => {
    const last = cloud
      .use("deployments")()
      .findLast(({ revision }) => revision.functionName === functionName && revision.alias === alias);
    if (!last) return undefined;
    const reason = (last.error ?? last.takesBack?.error)?.message;
    return {
      id: last.id,
      status: last.status,
      since: last.completedAt ?? last.createdAt,
      takesBack: last.takesBack !== undefined,
      reason: reason === undefined ? undefined : redaction.maskText(reason),
    };
  };
  return {
    list: (): AliasList => ({
      aliases: cloud
        .use("aliases")()
        .flatMap(({ functionArn, functionName, name, routing }) => {
          const node = nodes.find(functionArn);
          if (!node) return [];
          const others = Object.entries(routing.weights).map(([version, share]) => ({ version, share }));
          const share = others.reduce((rest, other) => rest - other.share, 1);
          return {
            node: node.id,
            name,
            versions: [{ version: routing.functionVersion, share }, ...others],
            deployment: deploymentOf(functionName, name),
          };
        }),
    }),
  };
};
