import type { Resource, ResourceGraph } from "../../core/resource-graph.ts";
import type { MapNode } from "../api.ts";
import type { EdgeSet } from "./edge-set.ts";
import type { Nodes } from "./nodes.ts";

interface Statement {
  Effect?: string;
  Action?: string | string[];
  Resource?: string | string[];
}

const list = <Value>(value: Value | Value[] | undefined): Value[] =>
  value === undefined ? [] : Array.isArray(value) ? value : [value];

/** What a poller needs is drawn by the event source mapping. */
const polling =
  /^(sqs:(ReceiveMessage|DeleteMessage|GetQueue|ChangeMessageVisibility)|dynamodb:(DescribeStream|GetRecords|GetShardIterator|ListStreams))/;
const sending = /^(events:(\*|PutEvents)|sqs:(\*|Send)|sns:(\*|Publish)|states:Start|lambda:Invoke)/;

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

/** A node that a role may do something with. */
export interface Permitted {
  readonly node: MapNode;
  readonly actions: readonly string[];
}

/** What a role may do with what the map shows, but for polling. */
export const permittedTo = (graph: ResourceGraph, nodes: Nodes, roleArn: unknown): Permitted[] => {
  const statements = policies(graph, roleArn)
    .flatMap(statementsOf)
    .filter(({ Effect }) => Effect === "Allow");
  return statements.flatMap(({ Action, Resource: named }) =>
    list(named).flatMap((arn) => {
      const node = arn === "*" ? undefined : nodes.find(arn.replace(/[:/]\*$/, ""));
      const actions = list(Action).filter(
        (action) => !polling.test(action) && node?.arn?.startsWith(`arn:aws:${action.split(":")[0]}:`),
      );
      return node && actions.length > 0 ? [{ node, actions }] : [];
    }),
  );
};

/** Draws what a function may do with what the map shows. */
export const declarePermissions = (
  graph: ResourceGraph,
  nodes: Nodes,
  edges: EdgeSet,
  fn: Resource,
): void => {
  for (const { node, actions } of permittedTo(graph, nodes, fn.inputs.role)) {
    const label = actions.map((action) => action.split(":")[1]?.replace(/^\*$/, "anything")).join(", ");
    const kind = actions.some((action) => sending.test(action)) ? "flow" : "call";
    edges.declare(nodes.nodeOf(fn), node, kind, label);
  }
};
