import type { Service } from "../../../core/aws-operations.ts";
import type { Caller, HostContext, Operation } from "../../../core/cloud.ts";
import { createTestCloud, type TestCloud } from "../../../testing/fake-cloud.ts";
import { provision } from "../../../testing/provision.ts";
import { type StandIns, standInFor } from "../../../testing/stand-in.ts";
import { createLogsEmulator } from "../../logs/emulator.ts";
import { createApiGatewayEmulator } from "../emulator.ts";

type Inputs = Record<string, unknown>;

export const FUNCTION = "arn:aws:lambda:eu-west-1:000000000000:function:shop";
export const ROLE = "arn:aws:iam::000000000000:role/Integration";

interface Call {
  readonly service: string;
  readonly operation: string;
  readonly input: Record<string, unknown>;
  readonly caller: Caller;
}

export type Make = (type: string, name: string, inputs: Inputs) => Promise<Record<string, string>>;

/** Routes of an API by their keys: what the route has beside its integration, and what the integration is. */
export type Routes = Readonly<
  Record<string, { readonly route?: Inputs; readonly integration?: Inputs } | undefined>
>;

/** A function that answers each of its calls with what `answer` makes of the event. */
export const lambda = (answer: (event: never, input: { FunctionName: string }) => unknown): StandIns => ({
  lambda: {
    Invoke: async (input: { FunctionName: string; Payload: string }) => {
      try {
        const result = await answer(JSON.parse(input.Payload) as never, input);
        return { StatusCode: 200, Payload: JSON.stringify(result) };
      } catch (error) {
        return {
          StatusCode: 200,
          FunctionError: "Unhandled",
          Payload: JSON.stringify({ errorMessage: (error as Error).message }),
        };
      }
    },
  } as never,
});

/** An HTTP or WebSocket API in a cloud whose other services are stand-ins that note what they were called with. */
export const startV2Api = async (options: {
  routes: Routes;
  services?: StandIns;
  api?: Inputs;
  stages?: readonly Inputs[];
  cloud?: TestCloud;
  setUp?: (cloud: TestCloud) => Promise<unknown> | unknown;
  /** Makes further resources before the routes; what it returns are properties of all of them. */
  more?: (apiId: string, make: Make) => Promise<Inputs | undefined>;
}) => {
  const cloud = options.cloud ?? createTestCloud();
  const calls: Call[] = [];
  for (const [service, operations] of Object.entries(options.services ?? {}))
    cloud.add(
      standInFor(service as Service, Object.keys(operations) as never[], (operation, input, caller) => {
        calls.push({ service, operation, input, caller });
        return (operations as Record<string, Operation>)[operation]!(input, caller);
      }),
    );
  await options.setUp?.(cloud);
  cloud.add(createLogsEmulator(cloud));
  const emulator = createApiGatewayEmulator(cloud);
  cloud.add(emulator);
  const make: Make = (type, name, inputs) =>
    provision(cloud, emulator, `aws:apigatewayv2/${type}`, name, inputs);

  const api = await make("api:Api", "Api", { protocolType: "HTTP", ...options.api });
  const apiId = api.id!;
  for (const [at, stage] of (options.stages ?? [{ name: "$default" }]).entries())
    await make("stage:Stage", `Stage${at}`, { apiId, autoDeploy: true, ...stage });
  const ofAll = (await options.more?.(apiId, make)) ?? {};
  const routeIds = new Map<string, string>();
  for (const [routeKey, { route, integration } = {}] of Object.entries(options.routes)) {
    const { id } = await make("integration:Integration", `Integration ${routeKey}`, {
      apiId,
      integrationType: "AWS_PROXY",
      ...(integration?.integrationSubtype === undefined && {
        integrationUri: FUNCTION,
        payloadFormatVersion: "2.0",
      }),
      ...integration,
    });
    const made = await make("route:Route", `Route ${routeKey}`, {
      apiId,
      routeKey,
      target: `integrations/${id}`,
      // Of a WebSocket API only $connect has an authorizer.
      ...(options.api?.protocolType === "WEBSOCKET" && routeKey !== "$connect" ? {} : ofAll),
      ...route,
    });
    routeIds.set(routeKey, made.id!);
  }
  await emulator.start?.();
  const host = `${apiId}.execute-api.eu-west-1.amazonaws.com`;

  const send = async (
    route: string,
    init: RequestInit & { host?: string; signer?: HostContext["signer"] } = {},
  ) => {
    const [method, path] = route.split(" ") as [string, string];
    const at = init.host ?? host;
    const response = await cloud.hosts
      .get(at)!
      .fetch(new Request(`https://${at}${path}`, { method, ...init }), { causes: [], signer: init.signer });
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      text,
      json: (): Record<string, never> => JSON.parse(text) as Record<string, never>,
    };
  };
  return { cloud, emulator, apiId, host, routeIds, calls, send, make };
};
