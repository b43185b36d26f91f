import type { Resource, ResourceGraph } from "../core/resource-graph.ts";
import type { Services } from "../core/services.ts";
import { compilePolicy, verdictOf } from "./policy.ts";

/**
 * Sentences about the roles whose trust policy does not let the service assume them that is to work with them; AWS
 * refuses some of these when they are created, and fails at the first use of the others.
 */
export const untrustedRoles = (graph: ResourceGraph, services: Services): string[] => {
  const workers = new Map(
    services.all.flatMap(({ name, roles = {} }) =>
      Object.entries(roles).map(([type, property]) => [
        type,
        { property, principal: `${name}.amazonaws.com` },
      ]),
    ),
  );
  const roles = new Map(
    graph.resources.flatMap((resource) =>
      resource.type === "aws:iam/role:Role" ? [[resource.outputs.arn, resource] as const] : [],
    ),
  );
  return graph.resources.flatMap((resource) => {
    const worker = workers.get(resource.type);
    const role = worker && roles.get(resource.inputs[worker.property]);
    if (!role || trusts(role, worker.principal, resource, graph)) return [];
    return [
      `${resource.name} (${resource.type}): ${worker.principal} cannot assume its role ${role.name}; allow sts:AssumeRole to that service in the role's assumeRolePolicy.`,
    ];
  });
};

const trusts = (role: Resource, service: string, resource: Resource, { accountId }: ResourceGraph) =>
  verdictOf(compilePolicy(role.inputs.assumeRolePolicy), {
    action: "sts:AssumeRole",
    resource: "*",
    principal: service,
    context: { "aws:sourceaccount": accountId, "aws:sourcearn": String(resource.outputs.arn ?? "") },
  }) === "Allow";
