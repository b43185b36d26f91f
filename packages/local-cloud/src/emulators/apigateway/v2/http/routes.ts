/** The routes of an HTTP API, by what they match. */
export interface RouteTable<Value> {
  /** The route of a request, and its path parameters as the path has them. */
  find(
    method: string,
    path: string,
  ): { readonly value: Value; readonly parameters: Readonly<Record<string, string>> } | undefined;
}

interface Candidate<Value> {
  readonly method: string;
  readonly segments: readonly Segment[];
  readonly value: Value;
}

interface Segment {
  readonly kind: "literal" | "parameter" | "rest";
  readonly name: string;
}

const DEFAULT = "$default";
const METHODS = new Set(["ANY", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"]);

/** `GET /pets/{id}` taken apart; undefined of `$default`. Throws for what API Gateway does not take. */
export const parseRouteKey = (routeKey: string): { method: string; path: string } | undefined => {
  if (routeKey === DEFAULT) return undefined;
  const [, method = "", path = ""] = /^([A-Z]+) (\/\S*)$/.exec(routeKey) ?? [];
  if (!METHODS.has(method) || (path !== "/" && path.endsWith("/")) || /\{[^}]*\+\}./.test(path))
    throw new Error(
      `The route key ${routeKey} is not of the form "GET /path/{parameter}" or "$default"; a path has no "/" at its end, and {proxy+} is last.`,
    );
  return { method, path };
};

const segmentOf = (part: string): Segment => {
  const [, name, plus] = /^\{([^+}]+)(\+?)\}$/.exec(part) ?? [];
  if (name === undefined) return { kind: "literal", name: part };
  return { kind: plus ? "rest" : "parameter", name };
};

// `/` has none; a slash at the end makes an empty one, which nothing but {proxy+} takes.
const split = (path: string): string[] => {
  const inner = path.replace(/^\/+/, "");
  return inner === "" ? [] : inner.split("/");
};

const RANK = { literal: 0, parameter: 1, rest: 2 };
const isGreedy = ({ segments }: Candidate<unknown>) => segments.at(-1)?.kind === "rest";

// "Full match for a route and method, match for a route and method with a greedy path variable, the $default route":
// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html
const byPriority = (one: Candidate<unknown>, other: Candidate<unknown>): number => {
  if (isGreedy(one) !== isGreedy(other)) return isGreedy(one) ? 1 : -1;
  if (isGreedy(one) && one.segments.length !== other.segments.length)
    return other.segments.length - one.segments.length;
  for (const [at, { kind }] of one.segments.entries()) {
    const difference = RANK[kind] - RANK[other.segments[at]?.kind ?? "literal"];
    if (difference !== 0) return difference;
  }
  return Number(one.method === "ANY") - Number(other.method === "ANY");
};

const match = (
  segments: readonly Segment[],
  parts: readonly string[],
): Record<string, string> | undefined => {
  const greedy = segments.at(-1)?.kind === "rest";
  if (greedy ? parts.length < segments.length : parts.length !== segments.length) return undefined;
  const parameters: Record<string, string> = {};
  for (const [at, { kind, name }] of segments.entries()) {
    const part = parts[at]!;
    if (kind === "rest") parameters[name] = parts.slice(at).join("/");
    else if (kind === "parameter" && part !== "") parameters[name] = part;
    else if (part !== name) return undefined;
  }
  return parameters;
};

export const createRouteTable = <Value>(
  routes: Iterable<readonly [routeKey: string, value: Value]>,
): RouteTable<Value> => {
  const candidates: Candidate<Value>[] = [];
  let fallback: { value: Value; parameters: Record<string, string> } | undefined;
  for (const [routeKey, value] of routes) {
    const key = parseRouteKey(routeKey);
    if (!key) fallback = { value, parameters: {} };
    else candidates.push({ method: key.method, segments: split(key.path).map(segmentOf), value });
  }
  candidates.sort(byPriority);
  return {
    find(method, path) {
      const parts = split(path);
      for (const candidate of candidates) {
        if (candidate.method !== method && !(candidate.method === "ANY" && METHODS.has(method))) continue;
        const parameters = match(candidate.segments, parts);
        if (parameters) return { value: candidate.value, parameters };
      }
      return fallback;
    },
  };
};
