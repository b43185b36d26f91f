import type { Resource, ResourceGraph } from "../core/resource-graph.ts";

/** The graph of an app that declares `resources`, and nothing else. */
export const graphOf = (resources: readonly Resource[] = []): ResourceGraph => ({
  app: { name: "test", stage: "local" },
  region: "eu-west-1",
  accountId: "000000000000",
  components: [],
  resources,
  outputs: {},
  links: {},
});
