import type { Component, ResourceGraph } from "../../core/resource-graph.ts";
import { inlineRoutes } from "./inline-routes.ts";
import type { Route } from "./routes.ts";

/** What answers at an address of its own: a router, or a static site without one. */
export interface Front {
  readonly kind: "router" | "site";
  /** Name of the component, `Web`. */
  readonly name: string;
  /** ARN of the key-value store with the routes of a router. */
  readonly store: string | undefined;
  /** ARN of its distribution, for which it reads buckets. */
  readonly arn: string;
  /** Routes that stand in the arguments of a router, and so in its distribution. */
  readonly inline: readonly Route[];
  /** On AWS, `d111111abcdef8.cloudfront.net`. */
  readonly domain: string;
  /** Page of a site for what is not found, answered with 404. */
  readonly errorPage: string | undefined;
}

const kinds: Record<string, Front["kind"]> = { "sst:aws:Router": "router", "sst:aws:StaticSite": "site" };

/** In the order they are declared, routers first: the first gets the page's port. */
export const frontsOf = ({ components, resources }: ResourceGraph): Front[] => {
  const component = (urn: string | undefined) => components.find((one) => one.urn === urn);
  const frontOf = (owner: Component): Front[] => {
    const kind = kinds[owner.type];
    const distribution = resources.find(
      ({ type, parent }) =>
        type === "aws:cloudfront/distribution:Distribution" && component(parent)?.parent === owner.urn,
    );
    if (!kind || !distribution) return [];
    const store = resources.find(
      ({ type, parent }) => type === "aws:cloudfront/keyValueStore:KeyValueStore" && parent === owner.urn,
    );
    const { customErrorResponses: [error] = [] } = distribution.inputs as {
      customErrorResponses?: { responsePagePath?: string }[];
    };
    return [
      {
        kind,
        name: owner.name,
        store: store && String(store.outputs.arn),
        arn: String(distribution.outputs.arn),
        inline: kind === "router" && !store ? inlineRoutes(distribution, resources) : [],
        domain: String(distribution.outputs.domainName),
        errorPage: error?.responsePagePath,
      },
    ];
  };
  return components.flatMap(frontOf).sort((a, b) => a.kind.localeCompare(b.kind));
};
