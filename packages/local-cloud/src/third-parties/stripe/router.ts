import type { Endpoint, Execution } from "./endpoint.ts";
import { invalidRequest } from "./errors.ts";

/** Finds the endpoint of a request; names that are no ids (`search`) come before ids. */
export const createRouter = (endpoints: Readonly<Record<string, Endpoint>>) => {
  const routes = Object.entries(endpoints)
    .map(([route, endpoint]) => ({
      pattern: new RegExp(`^${route.replaceAll(":id", "([^/]+)")}$`),
      route,
      endpoint,
    }))
    .sort((a, b) => Number(a.route.includes(":id")) - Number(b.route.includes(":id")));
  return (method: string, path: string, params: Record<string, unknown>): Execution => {
    for (const { pattern, endpoint } of routes) {
      const match = pattern.exec(`${method} ${path}`);
      if (match) return endpoint(params, match.slice(1).map(decoded));
    }
    throw invalidRequest(
      `Unrecognized request URL (${method}: ${path}). This stand-in for Stripe knows ${Object.keys(endpoints).join(", ")}.`,
      {},
      404,
    );
  };
};

/** What cannot be decoded is no id, and is not found as it is. */
const decoded = (segment: string): string => {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
};
