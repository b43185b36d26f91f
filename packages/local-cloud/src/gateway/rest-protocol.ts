import { AwsError } from "../core/aws-error.ts";

/** What a REST-JSON request means: the operation and the input members that stand in the path. */
export interface RestCall {
  operation: string;
  input: Record<string, string>;
}

interface RestRoute {
  service: string;
  method: string;
  path: RegExp;
  operation: string;
}

const route = (service: string, method: string, template: string, operation: string): RestRoute => ({
  service,
  method,
  operation,
  path: new RegExp(`^${template.replace(/\{(\w+)\}/g, "(?<$1>[^/]+)")}/?$`),
});

// https://docs.aws.amazon.com/lambda/latest/api/API_Operations.html and the like for the other services
const routes = [
  route("lambda", "POST", "/2015-03-31/functions/{FunctionName}/invocations", "Invoke"),
  route("lambda", "GET", "/2015-03-31/functions", "ListFunctions"),
  route("lambda", "GET", "/2015-03-31/functions/{FunctionName}", "GetFunction"),
  route("lambda", "GET", "/2015-03-31/functions/{FunctionName}/configuration", "GetFunctionConfiguration"),
  route("lambda", "GET", "/2015-03-31/functions/{FunctionName}/policy", "GetPolicy"),
  route("lambda", "GET", "/2015-03-31/event-source-mappings", "ListEventSourceMappings"),
  route("lambda", "GET", "/2015-03-31/event-source-mappings/{UUID}", "GetEventSourceMapping"),
  route("ses", "POST", "/v2/email/outbound-emails", "SendEmail"),
  route("pipes", "GET", "/v1/pipes", "ListPipes"),
  route("pipes", "GET", "/v1/pipes/{Name}", "DescribePipe"),
  route("pipes", "POST", "/v1/pipes/{Name}/start", "StartPipe"),
  route("pipes", "POST", "/v1/pipes/{Name}/stop", "StopPipe"),
  route("apigateway", "GET", "/restapis", "GetRestApis"),
  route("apigateway", "GET", "/restapis/{restApiId}/resources", "GetResources"),
  route("apigateway", "GET", "/restapis/{restApiId}/stages", "GetStages"),
];

/** Finds the operation of a REST-JSON request; undefined when the service has none at this path. */
export const matchRest = (service: string, method: string, path: string): RestCall | undefined => {
  for (const candidate of routes) {
    if (candidate.service !== service || candidate.method !== method) continue;
    const match = candidate.path.exec(path);
    if (!match) continue;
    const input = Object.fromEntries(
      Object.entries(match.groups ?? {}).map(([key, value]) => [key, decode(value)]),
    );
    return { operation: candidate.operation, input };
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

export const isRestService = (service: string) => routes.some((candidate) => candidate.service === service);
