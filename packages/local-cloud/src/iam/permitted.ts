import type { MapNode } from "../console/api.ts";
import { serviceOf } from "../core/arn.ts";
import type { ResourceGraph } from "../core/resource-graph.ts";
import type { Drawing } from "../core/service.ts";

interface Statement {
  Effect?: string;
  Action?: string | string[];
  Resource?: string | string[];
}

const list = <Value>(value: Value | Value[] | undefined): Value[] =>
  value === undefined ? [] : Array.isArray(value) ? value : [value];

const policies = (graph: ResourceGraph, roleArn: unknown): unknown[] => {
  const role = graph.resources.find(
    ({ type, outputs }) => type === "aws:iam/role:Role" && outputs.arn === roleArn,
  );
  if (!role) return [];
  const inline = (role.inputs.inlinePolicies as { policy?: unknown }[] | undefined) ?? [];
  const attached = graph.resources.filter(
    ({ type, inputs }) => type === "aws:iam/rolePolicy:RolePolicy" && inputs.role === role.id,
  );
  return [...inline.map(({ policy }) => policy), ...attached.map(({ inputs }) => inputs.policy)];
};

const statementsOf = (policy: unknown): Statement[] => {
  const document = (typeof policy === "string" ? JSON.parse(policy) : policy) as { Statement?: Statement[] };
  return list(document?.Statement);
};

/** A node that a role may do something with: actions as service and name. */
export interface Permitted {
  readonly node: MapNode;
  readonly actions: readonly (readonly [service: string, name: string])[];
}

/** What a role may do with what the map shows, but for polling: that is drawn by whoever polls. */
export const permittedTo = (roleArn: unknown, { graph, nodes, services }: Drawing): Permitted[] => {
  const statements = policies(graph, roleArn)
    .flatMap(statementsOf)
    .filter(({ Effect }) => Effect === "Allow");
  return statements.flatMap(({ Action, Resource: named }) =>
    list(named).flatMap((arn) => {
      const node = arn === "*" ? undefined : nodes.find(arn.replace(/[:/]\*$/, ""));
      const actions = list(Action)
        .map((action) => action.split(":", 2) as [string, string])
        .filter(
          ([service, name = ""]) =>
            serviceOf(node?.arn ?? "") === service &&
            !services.of(service)?.policyActions?.polling?.test(name),
        );
      return node && actions.length > 0 ? [{ node, actions }] : [];
    }),
  );
};
