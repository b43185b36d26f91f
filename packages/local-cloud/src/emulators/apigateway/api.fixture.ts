import type { Service } from "../../core/aws-operations.ts";
import type { Caller, HostContext, Operation } from "../../core/cloud.ts";
import { createTestCloud } from "../../testing/fake-cloud.ts";
import { provision } from "../../testing/provision.ts";
import { type StandIns, standInFor } from "../../testing/stand-in.ts";
import { createApiGatewayEmulator } from "./emulator.ts";

type Inputs = Record<string, unknown>;

type Make = (type: string, name: string, inputs: Inputs) => Promise<Record<string, string>>;

export interface Route {
  readonly route: string;
  readonly method?: Inputs;
  readonly integration: Inputs;
  readonly methodResponses?: Inputs[];
  readonly integrationResponses?: Inputs[];
}

interface Called {
  readonly service: string;
  readonly operation: string;
  readonly input: Record<string, unknown>;
  readonly caller: Caller;
}

export const ROLE = "arn:aws:iam::000000000000:role/Integration";

/** A REST API in a cloud whose other services are stand-ins that note what they were called with. */
export const startApi = async (options: {
  routes: readonly Route[];
  /** Makes resources of the API beyond its routes; the type without `aws:apigateway/`. */
  more?: (restApi: string, make: Make) => Promise<unknown>;
  services?: StandIns;
  setUp?: (cloud: ReturnType<typeof createTestCloud>) => Promise<void>;
  api?: Inputs;
}) => {
  const cloud = createTestCloud();
  const calls: Called[] = [];
  for (const [service, operations] of Object.entries(options.services ?? {}))
    cloud.add(
      standInFor(service as Service, Object.keys(operations) as never[], (operation, input, caller) => {
        calls.push({ service, operation, input, caller });
        return (operations as Record<string, Operation>)[operation]!(input, caller);
      }),
    );
  await options.setUp?.(cloud);
  const emulator = createApiGatewayEmulator(cloud);
  cloud.add(emulator);
  const make: Make = (type, name, inputs) =>
    provision(cloud, emulator, `aws:apigateway/${type}`, name, inputs);

  const api = await make("restApi:RestApi", "Api", { ...options.api });
  const restApi = api.id!;
  await options.more?.(restApi, make);
  const resourceIds = new Map([["", api.rootResourceId!]]);
  for (const { route, method, integration, methodResponses, integrationResponses } of options.routes) {
    const [httpMethod, path] = route.split(" ") as [string, string];
    let parent = "";
    for (const part of path.split("/").filter(Boolean)) {
      const own = `${parent}/${part}`;
      if (!resourceIds.has(own)) {
        const parentId = resourceIds.get(parent);
        const resource = await make("resource:Resource", own, { restApi, parentId, pathPart: part });
        resourceIds.set(own, resource.id!);
      }
      parent = own;
    }
    const key = { restApi, resourceId: resourceIds.get(parent), httpMethod };
    await make("method:Method", route, { ...key, authorization: "NONE", ...method });
    await make("integration:Integration", route, { ...key, ...integration });
    for (const response of methodResponses ?? [{ statusCode: "200" }])
      await make("methodResponse:MethodResponse", route, { ...key, ...response });
    for (const response of integrationResponses ?? [{ statusCode: "200" }])
      await make("integrationResponse:IntegrationResponse", route, { ...key, ...response });
  }
  await make("stage:Stage", "Stage", {
    restApi,
    stageName: "test",
    deployment: "d1",
    variables: { shop: "main" },
  });
  await emulator.start?.();
  const host = cloud.hosts.get(`${restApi}.execute-api.eu-west-1.amazonaws.com`)!;

  const send = async (
    method: string,
    path: string,
    init: { body?: string; headers?: Record<string, string>; signer?: HostContext["signer"] } = {},
  ) => {
    const response = await host.fetch(new Request(`https://${host.host}/test${path}`, { method, ...init }), {
      causes: [],
      signer: init.signer,
    });
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      text,
      json: (): unknown => JSON.parse(text),
    };
  };
  return { cloud, emulator, host, restApi, calls, send };
};

/** A route that answers with what its request template makes, without calling anything. */
export const echo = (route: string, template: string, method: Inputs = {}): Route => ({
  route,
  method,
  integration: {
    type: "MOCK",
    requestTemplates: { "application/json": '{"statusCode": 200}' },
  },
  integrationResponses: [{ statusCode: "200", responseTemplates: { "application/json": template } }],
});
