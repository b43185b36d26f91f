import type { Component, Resource, ResourceGraph } from "../../core/resource-graph.ts";
import { DISTRIBUTION } from "../cloudfront/resources.ts";

/** What answers at an address of its own: a router, or a static site without one. */
export interface Front {
  readonly kind: "router" | "site";
  /** Name of the component, `Web`. */
  readonly name: string;
  readonly distribution: Resource;
  /** Page for what is not found, answered with 404. */
  readonly errorPage: string | undefined;
}

const kinds: Record<string, Front["kind"]> = { "sst:aws:Router": "router", "sst:aws:StaticSite": "site" };

/** In the order they are declared, routers first: the first gets the page's port. */
export const frontsOf = ({ components, resources }: ResourceGraph): Front[] => {
  const component = (urn: string | undefined) => components.find((one) => one.urn === urn);
  const frontOf = (owner: Component): Front[] => {
    const kind = kinds[owner.type];
    const distribution = resources.find(
      ({ type, parent }) => type === DISTRIBUTION && component(parent)?.parent === owner.urn,
    );
    if (!kind || !distribution) return [];
    const { customErrorResponses: [error] = [] } = distribution.inputs as {
      customErrorResponses?: { responsePagePath?: string }[];
    };
    return [{ kind, name: owner.name, distribution, errorPage: error?.responsePagePath }];
  };
  return components.flatMap(frontOf).sort((a, b) => a.kind.localeCompare(b.kind));
};
