import type { Resource, ResourceGraph } from "../core/resource-graph.ts";
import type { Services } from "../core/services.ts";
import { valueAt } from "../core/values.ts";
import { compilePolicy, verdictOf } from "./policy.ts";

const ROLE = "aws:iam/role:Role";

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
      resource.type === ROLE ? [[resource.outputs.arn, resource] as const] : [],
    ),
  );
  return graph.resources.flatMap((resource) => {
    const worker = workers.get(resource.type);
    const role = worker && roles.get(valueAt(resource.inputs, worker.property.split(".")));
    if (!role || trusts(role, worker.principal, graph, String(resource.outputs.arn ?? ""))) return [];
    return [
      `${resource.name} (${resource.type}): ${worker.principal} cannot assume its role ${role.name}; allow sts:AssumeRole to that service in the role's assumeRolePolicy.`,
    ];
  });
};

/** Whether a service may assume a role; of one that the config does not declare nothing is known. */
export const mayAssume = (graph: ResourceGraph, roleArn: string, service: string): boolean => {
  const role = graph.resources.find(({ type, outputs }) => type === ROLE && outputs.arn === roleArn);
  return !role || trusts(role, service, graph, "");
};

const trusts = (role: Resource, service: string, { accountId }: ResourceGraph, sourceArn: string) =>
  verdictOf(compilePolicy(role.inputs.assumeRolePolicy), {
    action: "sts:AssumeRole",
    resource: "*",
    principal: service,
    context: { "aws:sourceaccount": accountId, "aws:sourcearn": sourceArn },
  }) === "Allow";
