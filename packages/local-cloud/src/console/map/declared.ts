import type { Resource, ResourceGraph } from "../../core/resource-graph.ts";
import type { MapEdge } from "../api.ts";
import { createEdgeSet, type EdgeSet } from "./edge-set.ts";
import { clientId, type Nodes } from "./nodes.ts";
import { declarePermissions } from "./permissions.ts";
import { declareTasks } from "./tasks.ts";

interface Context {
  readonly graph: ResourceGraph;
  readonly nodes: Nodes;
  readonly edges: EdgeSet;
}

const text = (value: unknown): string => (typeof value === "string" ? value : "");
const at = (value: unknown, ...path: string[]): unknown =>
  path.reduce<unknown>((inner, key) => (inner as Record<string, unknown> | undefined)?.[key], value);
const parsed = (value: unknown): Record<string, unknown> | undefined => {
  try {
    return JSON.parse(text(value)) as Record<string, unknown>;
  } catch {
    return undefined;
  }
};
const short = (value: unknown): string | undefined => {
  if (value === undefined) return undefined;
  const whole = typeof value === "string" ? value : JSON.stringify(value);
  return whole.length > 120 ? `${whole.slice(0, 119)}…` : whole;
};

const detailTypes = (pattern: unknown): string | undefined => {
  const types = parsed(pattern)?.["detail-type"];
  return Array.isArray(types) ? types.filter((type) => typeof type === "string").join(", ") : undefined;
};

const readers: Readonly<Record<string, (context: Context, resource: Resource) => void>> = {
  "aws:sqs/queue:Queue": ({ nodes, edges }, resource) => {
    const target = text(parsed(resource.inputs.redrivePolicy)?.deadLetterTargetArn);
    edges.declare(nodes.nodeOf(resource), nodes.find(target), "deadLetter");
  },
  "aws:sqs/redrivePolicy:RedrivePolicy": ({ nodes, edges }, { inputs }) => {
    const target = text(parsed(inputs.redrivePolicy)?.deadLetterTargetArn);
    edges.declare(nodes.find(text(inputs.queueUrl)), nodes.find(target), "deadLetter");
  },
  "aws:cloudwatch/eventRule:EventRule": ({ nodes, edges }, resource) => {
    const { eventBusName = "default", eventPattern } = resource.inputs;
    const bus = nodes.find(text(eventBusName));
    edges.declare(bus, nodes.nodeOf(resource), "flow", detailTypes(eventPattern));
  },
  "aws:cloudwatch/eventTarget:EventTarget": ({ graph, nodes, edges }, { inputs }) => {
    const rule = graph.resources.find(
      (resource) =>
        resource.type === "aws:cloudwatch/eventRule:EventRule" &&
        resource.outputs.name === inputs.rule &&
        (resource.inputs.eventBusName ?? "default") === (inputs.eventBusName ?? "default"),
    );
    const from = rule && nodes.nodeOf(rule);
    edges.declare(
      from,
      nodes.find(text(inputs.arn)),
      "flow",
      inputs.inputTransformer ? "transformed" : undefined,
    );
    edges.declare(from, nodes.find(text(at(inputs.deadLetterConfig, "arn"))), "deadLetter");
  },
  "aws:scheduler/schedule:Schedule": ({ nodes, edges }, resource) => {
    edges.declare(nodes.nodeOf(resource), nodes.find(text(at(resource.inputs.target, "arn"))), "flow");
  },
  "aws:pipes/pipe:Pipe": ({ nodes, edges }, resource) => {
    const pipe = nodes.nodeOf(resource);
    const { source, target, enrichment, sourceParameters } = resource.inputs;
    edges.declare(
      nodes.find(text(source)),
      pipe,
      "poll",
      short(at(sourceParameters, "filterCriteria") && "filtered"),
    );
    edges.declare(pipe, nodes.find(text(target)), "flow");
    edges.declare(pipe, nodes.find(text(enrichment)), "call", "enriches");
    const deadLetters = at(sourceParameters, "dynamodbStreamParameters", "deadLetterConfig", "arn");
    edges.declare(pipe, nodes.find(text(deadLetters)), "deadLetter");
  },
  "aws:lambda/eventSourceMapping:EventSourceMapping": ({ nodes, edges }, { inputs }) => {
    const fn = nodes.find(text(inputs.functionName));
    edges.declare(nodes.find(text(inputs.eventSourceArn)), fn, "poll");
    const failures = at(inputs.destinationConfig, "onFailure", "destinationArn");
    edges.declare(fn, nodes.find(text(failures)), "deadLetter");
  },
  "aws:sns/topicSubscription:TopicSubscription": ({ nodes, edges }, { inputs }) => {
    const topic = nodes.find(text(inputs.topic));
    const filter = parsed(inputs.filterPolicy);
    const types = filter?.["detail-type"];
    const label = Array.isArray(types) ? types.join(", ") : short(filter);
    edges.declare(topic, nodes.find(text(inputs.endpoint)), "flow", label);
    edges.declare(topic, nodes.find(text(parsed(inputs.redrivePolicy)?.deadLetterTargetArn)), "deadLetter");
  },
  "aws:apigateway/integration:Integration": ({ graph, nodes, edges }, { inputs }) => {
    const method = graph.resources.find(
      ({ type, inputs: own }) =>
        type === "aws:apigateway/method:Method" &&
        own.restApi === inputs.restApi &&
        own.resourceId === inputs.resourceId &&
        own.httpMethod === inputs.httpMethod,
    );
    const route = method && nodes.nodeOf(method);
    const { credentials: _, ...integration } = inputs;
    const action = /:action\/(\w+)$/.exec(text(inputs.uri))?.[1];
    const service = /^arn:[^:]*:apigateway:[^:]*:(?:[^:]*\.)?(\w+):/.exec(text(inputs.uri))?.[1];
    const kinds = ["function", "queue", "table", "topic", "bus", "machine"] as const;
    for (const target of nodes.within(JSON.stringify(integration), ...kinds))
      edges.declare(route, target, service === "dynamodb" ? "call" : "flow", action);
  },
  "aws:apigateway/method:Method": ({ nodes, edges }, resource) => {
    edges.declare(nodes.byId.get(clientId), nodes.nodeOf(resource), "flow");
  },
  "aws:cloudwatch/eventApiDestination:EventApiDestination": ({ graph, nodes, edges }, resource) => {
    for (const api of graph.resources) {
      if (api.type !== "aws:appsync/api:Api") continue;
      if (!text(resource.inputs.invocationEndpoint).includes(`${api.id}.appsync-api`)) continue;
      for (const namespace of graph.resources)
        if (
          namespace.type === "aws:appsync/channelNamespace:ChannelNamespace" &&
          namespace.inputs.apiId === api.id
        )
          edges.declare(nodes.nodeOf(resource), nodes.nodeOf(namespace), "flow");
    }
  },
  "aws:appsync/channelNamespace:ChannelNamespace": ({ nodes, edges }, resource) => {
    edges.declare(nodes.nodeOf(resource), nodes.byId.get(clientId), "flow", "broadcast");
  },
  "aws:cognito/userPool:UserPool": ({ nodes, edges }, resource) => {
    edges.declare(nodes.byId.get(clientId), nodes.nodeOf(resource), "call", "signs in");
  },
  "aws:lambda/function:Function": ({ graph, nodes, edges }, resource) => {
    const fn = nodes.nodeOf(resource);
    edges.declare(fn, nodes.find(text(at(resource.inputs.deadLetterConfig, "targetArn"))), "deadLetter");
    declarePermissions(graph, nodes, edges, resource);
  },
  "aws:sfn/stateMachine:StateMachine": ({ graph, nodes, edges }, resource) =>
    declareTasks(graph, nodes, edges, resource),
};

/** The ways of messages and calls that the graph declares. */
export const declaredEdges = (graph: ResourceGraph, nodes: Nodes): readonly MapEdge[] => {
  const edges = createEdgeSet();
  for (const resource of graph.resources) readers[resource.type]?.({ graph, nodes, edges }, resource);
  return edges.all;
};
