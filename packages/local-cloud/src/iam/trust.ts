import type { Resource, ResourceGraph } from "../core/resource-graph.ts";
import { compilePolicy, verdictOf } from "./policy.ts";

/** Where a resource names the role that a service works with for it. */
const workers: Readonly<Record<string, { property: string; service: string }>> = {
  "aws:apigateway/integration:Integration": { property: "credentials", service: "apigateway.amazonaws.com" },
  "aws:cloudwatch/eventTarget:EventTarget": { property: "roleArn", service: "events.amazonaws.com" },
  "aws:lambda/function:Function": { property: "role", service: "lambda.amazonaws.com" },
  "aws:pipes/pipe:Pipe": { property: "roleArn", service: "pipes.amazonaws.com" },
  "aws:sfn/stateMachine:StateMachine": { property: "roleArn", service: "states.amazonaws.com" },
};

/**
 * Sentences about the roles whose trust policy does not let the service assume them that is to work with them; AWS
 * refuses some of these when they are created, and fails at the first use of the others.
 */
export const untrustedRoles = (graph: ResourceGraph): string[] => {
  const roles = new Map(
    graph.resources.flatMap((resource) =>
      resource.type === "aws:iam/role:Role" ? [[resource.outputs.arn, resource] as const] : [],
    ),
  );
  return graph.resources.flatMap((resource) => {
    const worker = workers[resource.type];
    const role = worker && roles.get(resource.inputs[worker.property]);
    if (!role || trusts(role, worker.service, resource, graph)) return [];
    return [
      `${resource.name} (${resource.type}): ${worker.service} cannot assume its role ${role.name}; allow sts:AssumeRole to that service in the role's assumeRolePolicy.`,
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
