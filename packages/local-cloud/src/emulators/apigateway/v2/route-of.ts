import { parseArn } from "../../../core/arn.ts";
import type { Resource, ResourceGraph } from "../../../core/resource-graph.ts";
import { createRouteTable, type RouteTable } from "./http/routes.ts";
import { API, ROUTE } from "./resources.ts";

/** The routes of HTTP and WebSocket APIs in a graph, to find the one of a request or a message. */
interface Routes {
  /** Of WebSocket APIs, by `<API id> <route key>`. */
  readonly keys: ReadonlyMap<string, Resource>;
  readonly protocols: ReadonlyMap<string, string>;
  readonly tables: ReadonlyMap<string, RouteTable<Resource>>;
}

const known = new WeakMap<ResourceGraph, Routes>();

const routesOf = (graph: ResourceGraph): Routes => {
  const found = known.get(graph);
  if (found) return found;
  const apis = graph.resources.filter(({ type }) => type === API);
  const routes = Map.groupBy(
    graph.resources.filter(({ type }) => type === ROUTE),
    ({ inputs }) => inputs.apiId,
  );
  const made: Routes = {
    keys: new Map(
      [...routes.values()].flat().map((route) => [`${route.inputs.apiId} ${route.inputs.routeKey}`, route]),
    ),
    protocols: new Map(apis.map(({ id, inputs }) => [id, String(inputs.protocolType)])),
    tables: new Map(
      apis
        .filter(({ inputs }) => inputs.protocolType === "HTTP")
        .map(({ id }) => [
          id,
          createRouteTable((routes.get(id) ?? []).map((route) => [String(route.inputs.routeKey), route])),
        ]),
    ),
  };
  known.set(graph, made);
  return made;
};

/** `HTTP` or `WEBSOCKET`; undefined of a REST API. */
export const protocolOf = (graph: ResourceGraph, apiId: string): string | undefined =>
  routesOf(graph).protocols.get(apiId);

/** The route that a request to an HTTP API goes to; in an ARN its path may have `*` for what varies. */
export const httpRouteOf = (
  graph: ResourceGraph,
  apiId: string,
  method: string,
  path: string,
): Resource | undefined => routesOf(graph).tables.get(apiId)?.find(method, path)?.value;

/** The route of `<API id>/<stage>/<route key>`, the end of the ARN of what happens on a socket. */
export const socketRouteOf = (graph: ResourceGraph, arn: string): Resource | undefined => {
  const { kind: apiId = "", name = "" } = parseArn(arn) ?? {};
  if (protocolOf(graph, apiId) !== "WEBSOCKET") return undefined;
  return routesOf(graph).keys.get(`${apiId} ${name.slice(name.indexOf("/") + 1)}`);
};
