import { AwsError } from "../core/aws-error.ts";
import type { ServiceDescription } from "../core/service.ts";

/** What a REST-JSON request means: the operation and the input members that stand in the path. */
export interface RestCall {
  operation: string;
  input: Record<string, string>;
  /** Members of the input by their names in the query, where the two differ. */
  query: Readonly<Record<string, string>>;
}

interface RestRoute {
  readonly method: string;
  readonly path: RegExp;
  readonly operation: string;
  readonly query: Readonly<Record<string, string>>;
}

const compiled = new WeakMap<ServiceDescription, readonly RestRoute[]>();

const compile = ({ wire }: ServiceDescription): readonly RestRoute[] =>
  Object.entries(wire?.rest ?? {}).map(([operation, route]) => {
    const [method = "", target = ""] = route.split(" ");
    const [template = "", names = ""] = target.split("?");
    const query = Object.fromEntries(
      [...names.matchAll(/(\w+)=\{(\w+)\}/g)].map(([, name, member]) => [name, member]),
    );
    const path = new RegExp(`^${template.replace(/\{(\w+)\}/g, "(?<$1>[^/]+)")}/?$`);
    return { method, path, operation, query };
  });

/** Finds the operation of a REST-JSON request; undefined when the service has none at this path. */
export const matchRest = (
  service: ServiceDescription,
  method: string,
  path: string,
): RestCall | undefined => {
  const routes = compiled.get(service) ?? compile(service);
  compiled.set(service, routes);
  for (const candidate of routes) {
    const match = candidate.method === method ? candidate.path.exec(path) : null;
    if (!match) continue;
    const input = Object.fromEntries(
      Object.entries(match.groups ?? {}).map(([key, value]) => [key, decode(value)]),
    );
    return { operation: candidate.operation, input, query: candidate.query };
  }
  return undefined;
};

const decode = (segment: string): string => {
  try {
    return decodeURIComponent(segment);
  } catch (cause) {
    throw new AwsError("ValidationException", `The path has ${segment}, which is not encoded right.`, {
      cause,
    });
  }
};
