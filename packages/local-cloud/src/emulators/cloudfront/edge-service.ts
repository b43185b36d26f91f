import type { Cloud, Emulator } from "../../core/cloud.ts";
import { HttpRefusal } from "../../http/refusal.ts";
import { distributionOf } from "./behaviors.ts";
import { createEdge, type Edge } from "./edge.ts";
import type { EdgeFunction, EdgeParts } from "./edge-parts.ts";
import { problemsOf } from "./functions/language.ts";
import { createFunctionRuntime } from "./functions/runtime.ts";
import { type HeadersPolicy, headersPolicy } from "./headers-policy.ts";
import type { Location } from "./locations.ts";
import { addedHeaders, cachePolicy, managedPolicies, originRequestPolicy } from "./policies.ts";
import {
  CACHE_POLICY,
  DISTRIBUTION,
  FUNCTION,
  functionProperties,
  HEADERS_POLICY,
  ORIGIN_REQUEST_POLICY,
} from "./resources.ts";

/** Takes in what distributions consist of. */
export interface EdgeService {
  readonly provision: Emulator["provision"];
  /** Of a distribution by its URN, which may be provisioned later. */
  edgeOf(distribution: string): Edge;
  stop(): Promise<void>;
}

export const createEdgeService = (cloud: Cloud, location: Location | undefined): EdgeService => {
  const functions = new Map<string, EdgeFunction>();
  const policies = new Map<string, readonly string[]>(Object.entries(managedPolicies));
  const headersPolicies = new Map<string, HeadersPolicy>();
  const edges = new Map<string, Edge>();
  const runtime = createFunctionRuntime();

  const found = <T>(map: ReadonlyMap<string, T>, key: string, what: string): T => {
    const value = map.get(key);
    if (value === undefined) throw new Error(`There is no ${what} ${key}.`);
    return value;
  };
  const parts: EdgeParts = {
    runtime,
    location,
    functionOf: (arn) => found(functions, arn, "function"),
    headersPolicyOf: (id) => found(headersPolicies, id, "response headers policy"),
    addedBy: (ids) => new Set(ids.flatMap((id) => found(policies, id, "policy"))),
  };

  return {
    provision: {
      [FUNCTION]: ({ name, inputs, outputs }) => {
        const { code, keyValueStoreAssociations: [store] = [] } = functionProperties.parse(inputs);
        const problems = problemsOf(code);
        if (problems.length > 0) throw new Error(`${problems.join("; ")}.`);
        if (store !== undefined)
          cloud
            .use("keyValueStores")
            .of(store)
            .onEdge((view) => runtime.update(store, view));
        functions.set(String(outputs.arn), { name, code, store });
      },
      [CACHE_POLICY]: ({ id, inputs }) => {
        const { headersConfig } = cachePolicy.parse(inputs).parametersInCacheKeyAndForwardedToOrigin;
        policies.set(id, addedHeaders(headersConfig));
      },
      [ORIGIN_REQUEST_POLICY]: ({ id, inputs }) => {
        policies.set(id, addedHeaders(originRequestPolicy.parse(inputs).headersConfig));
      },
      [HEADERS_POLICY]: ({ id, inputs }) => {
        headersPolicies.set(id, headersPolicy.parse(inputs));
      },
      [DISTRIBUTION]: (resource) => {
        const distribution = distributionOf(resource);
        for (const { policies: ids, headersPolicy: id, onRequest, onResponse } of distribution.behaviors) {
          parts.addedBy(ids);
          if (id !== undefined) parts.headersPolicyOf(id);
          for (const arn of [onRequest, onResponse]) if (arn !== undefined) parts.functionOf(arn);
        }
        edges.set(resource.urn, createEdge(cloud, distribution, parts));
      },
    },
    edgeOf: (urn) => ({
      async handle(exchange, fetchFrom) {
        const edge = edges.get(urn);
        if (!edge) throw new HttpRefusal(503, "Starting", "The local cloud is not ready yet.");
        await edge.handle(exchange, fetchFrom);
      },
    }),
    stop: () => runtime.stop(),
  };
};
