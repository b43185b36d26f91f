import type { Resource, ResourceGraph } from "../../core/resource-graph.ts";

/** Paths of REST API methods, and the method a request goes to. */
export interface RoutePaths {
  /** `/orders/{orderId}` */
  pathOf(method: Resource): string;
  /** Of `<apiId>/<stage>/<METHOD>/<path>`, the end of a request's ARN; the path may have `*` for what varies. */
  methodOf(apiId: string, httpMethod: string, path: string): Resource | undefined;
}

const segments = (path: string): string[] => path.split("/").filter(Boolean);

const covers = (template: string, path: string): boolean => {
  const expected = segments(template);
  const actual = segments(path);
  if (expected.at(-1)?.endsWith("+}") ? actual.length < expected.length : actual.length !== expected.length)
    return false;
  return expected.every((part, index) => part.startsWith("{") || part === actual[index]);
};

const known = new WeakMap<ResourceGraph, RoutePaths>();

export const routePathsOf = (graph: ResourceGraph): RoutePaths => {
  const paths = known.get(graph) ?? readRoutePaths(graph);
  known.set(graph, paths);
  return paths;
};

const readRoutePaths = (graph: ResourceGraph): RoutePaths => {
  const parts = new Map<string, { parent: string; part: string }>();
  const methods: { resource: Resource; api: string; verb: string; path: string }[] = [];
  for (const { type, id, inputs } of graph.resources)
    if (type === "aws:apigateway/resource:Resource")
      parts.set(id, { parent: String(inputs.parentId), part: String(inputs.pathPart) });
  const full = (id: string): string => {
    const part = parts.get(id);
    return part ? `${full(part.parent)}/${part.part}` : "";
  };
  const pathOf = ({ inputs }: Resource) => full(String(inputs.resourceId)) || "/";
  for (const resource of graph.resources)
    if (resource.type === "aws:apigateway/method:Method")
      methods.push({
        resource,
        api: String(resource.inputs.restApi),
        verb: String(resource.inputs.httpMethod),
        path: pathOf(resource),
      });
  // A literal segment wins over a parameter.
  methods.sort((a, b) => a.path.split("{").length - b.path.split("{").length);
  return {
    pathOf,
    methodOf: (apiId, httpMethod, path) =>
      methods.find(
        ({ api, verb, path: template }) =>
          api === apiId && (verb === httpMethod || verb === "ANY") && covers(template, path),
      )?.resource,
  };
};
