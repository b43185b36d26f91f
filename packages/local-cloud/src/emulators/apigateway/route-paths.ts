import type { Resource, ResourceGraph } from "../../core/resource-graph.ts";
import { createRouter, type Router } from "./router.ts";

/** Paths of REST API methods, and the method a request goes to. */
export interface RoutePaths {
  /** `/orders/{orderId}` */
  pathOf(method: Resource): string;
  /** Of `<apiId>/<stage>/<METHOD>/<path>`, the end of a request's ARN; the path may have `*` for what varies. */
  methodOf(apiId: string, httpMethod: string, path: string): Resource | undefined;
}

const known = new WeakMap<ResourceGraph, RoutePaths>();

export const routePathsOf = (graph: ResourceGraph): RoutePaths => {
  const paths = known.get(graph) ?? readRoutePaths(graph);
  known.set(graph, paths);
  return paths;
};

const readRoutePaths = ({ resources }: ResourceGraph): RoutePaths => {
  const parts = new Map(
    resources
      .filter(({ type }) => type === "aws:apigateway/resource:Resource")
      .map(({ id, inputs }) => [id, { parent: String(inputs.parentId), part: String(inputs.pathPart) }]),
  );
  const full = (id: string): string => {
    const part = parts.get(id);
    return part ? `${full(part.parent)}/${part.part}` : "";
  };
  const pathOf = ({ inputs }: Resource) => full(String(inputs.resourceId)) || "/";
  const routers = new Map<string, Router<Resource>>();
  for (const resource of resources) {
    if (resource.type !== "aws:apigateway/method:Method") continue;
    const key = `${resource.inputs.restApi} ${resource.inputs.httpMethod}`;
    const router = routers.get(key) ?? createRouter();
    routers.set(key, router);
    router.add(pathOf(resource), resource);
  }
  const methodOf: RoutePaths["methodOf"] = (apiId, httpMethod, path) =>
    routers.get(`${apiId} ${httpMethod}`)?.find(path)?.value;
  return {
    pathOf,
    methodOf: (apiId, verb, path) => methodOf(apiId, verb, path) ?? methodOf(apiId, "ANY", path),
  };
};
