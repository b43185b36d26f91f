import type { ServiceDescription } from "../../../core/service.ts";
import { text } from "../../../core/values.ts";
import { INTEGRATION, ROUTE } from "./resources.ts";

/** How the map draws routes of HTTP and WebSocket APIs, with the ways to what their integrations call. */
export const drawnTypes: NonNullable<ServiceDescription["map"]> = {
  [ROUTE]: {
    node: "route",
    local: true,
    visited: true,
    label: ({ inputs }) => text(inputs.routeKey),
    facts: ({ authorizationType }) => ({ Authorization: authorizationType }),
    edges(resource, { graph, nodes, edges }) {
      const route = nodes.nodeOf(resource);
      edges.declare(nodes.client, route, "flow");
      const integration = graph.resources.find(
        ({ type, id }) => type === INTEGRATION && resource.inputs.target === `integrations/${id}`,
      );
      if (!integration) return;
      const { credentialsArn: _, integrationSubtype, ...called } = integration.inputs;
      const action = text(integrationSubtype).split("-")[1];
      const kinds = ["function", "queue", "stream", "bus", "machine"] as const;
      for (const target of nodes.within(JSON.stringify(called), ...kinds))
        edges.declare(route, target, "flow", action);
    },
  },
};
