import { AwsError } from "../../core/aws-error.ts";
import type { Caller, Cloud } from "../../core/cloud.ts";
import { parseInput } from "../parse-input.ts";
import { createDestinationStore, type Destination } from "./api-destination-store.ts";
import { type Connection, type ConnectionSettings, createConnections } from "./connections.ts";
import { DeliveryError } from "./failure.ts";
import { type InvokeApiDestination, invokeApiDestination } from "./inputs.ts";

// All from https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-api-destinations.html
const TIMEOUT_MS = 5000;
const RETRIED = new Set([401, 407, 409, 429]);

type Pairs = readonly (readonly [name: string, value: string])[];

/** What a connection adds to each request. */
interface Additions {
  readonly headers: Pairs;
  readonly query: Pairs;
  readonly body: Pairs;
}

const authorization = ({ apiKey, basic }: ConnectionSettings["authParameters"]): Pairs => {
  if (apiKey) return [[apiKey.key, apiKey.value]];
  if (!basic) return [];
  const credentials = Buffer.from(`${basic.username}:${basic.password}`).toString("base64");
  return [["Authorization", `Basic ${credentials}`]];
};

const additionsOf = ({ settings: { authParameters } }: Connection): Additions => {
  const { headers = [], queryStrings = [], bodies = [] } = authParameters.invocationHttpParameters ?? {};
  const pairs = (parameters: typeof headers): Pairs => parameters.map(({ key, value }) => [key, value]);
  return {
    headers: [...pairs(headers), ...authorization(authParameters)],
    query: pairs(queryStrings),
    body: pairs(bodies),
  };
};

/** Connections and the HTTP endpoints that are called with them. */
export const createApiDestinations = (cloud: Cloud) => {
  const connections = createConnections(cloud);
  const destinations = createDestinationStore(cloud, connections);

  const urlOf = ({ endpoint }: Destination, connection: Additions, input: InvokeApiDestination): URL => {
    const values = [...input.PathParameterValues];
    const url = new URL(endpoint.replaceAll("*", () => encodeURIComponent(values.shift() ?? "")));
    // A parameter of the connection wins over one of the target.
    for (const [key, value] of Object.entries(input.QueryStringParameters)) url.searchParams.set(key, value);
    for (const [key, value] of connection.query) url.searchParams.set(key, value);
    return url;
  };

  const requestFor = (
    destination: Destination,
    connection: Additions,
    input: InvokeApiDestination,
  ): Request => {
    const headers = new Headers({
      "content-type": "application/json; charset=utf-8",
      "user-agent": "Amazon/EventBridge/ApiDestinations",
      range: "bytes=0-1048575",
    });
    for (const [key, value] of Object.entries(input.HeaderParameters)) headers.set(key, value);
    for (const [key, value] of connection.headers) headers.set(key, value);
    const hasBody = destination.method !== "GET" && destination.method !== "HEAD";
    return new Request(urlOf(destination, connection, input), {
      method: destination.method,
      headers,
      body: hasBody ? withParameters(input.Body, connection.body) : undefined,
    });
  };

  const fetchInTime = async (request: Request, caller: Caller): Promise<Response> => {
    const late = Promise.withResolvers<never>();
    const cancel = cloud.clock.schedule(TIMEOUT_MS, () => {
      const message = `${request.url} did not answer within ${TIMEOUT_MS / 1000} s.`;
      late.reject(new DeliveryError({ code: "TIMEOUT", message, retryable: true }));
    });
    try {
      return await Promise.race([cloud.fetch(request, caller), late.promise]);
    } catch (error) {
      if (error instanceof DeliveryError) throw error;
      const message = `${request.url} cannot be reached: ${(error as Error).message}`;
      throw new DeliveryError({ code: "CONNECTION_FAILURE", message, retryable: isPassing(error) }, error);
    } finally {
      cancel();
    }
  };

  const failed = async (destination: Destination, response: Response): Promise<never> => {
    const { status } = response;
    const retryAfter = Number(response.headers.get("retry-after") ?? 0);
    const answer = (await response.text()).slice(0, 500);
    throw new DeliveryError({
      code: status === 429 ? "THROTTLING" : "ERROR_FROM_TARGET",
      message: `${destination.method} ${destination.endpoint} answered ${status}: ${answer}`,
      // A negative Retry-After asks not to come back.
      retryable: (RETRIED.has(status) || status >= 500) && !(retryAfter < 0),
      retryAfterMs: retryAfter > 0 ? retryAfter * 1000 : undefined,
    });
  };

  return {
    provisionConnection: connections.provision,
    provisionDestination: destinations.provision,
    operations: { ...connections.operations, ...destinations.operations },
    async invoke(input: unknown, caller: Caller) {
      const parsed = parseInput(invokeApiDestination, input);
      const destination = destinations.byArn(parsed.ApiDestinationArn);
      if (!destination) {
        throw new AwsError(
          "ResourceNotFoundException",
          `API destination ${parsed.ApiDestinationArn} does not exist.`,
        );
      }
      const connection = connections.byArn(destination.connectionArn);
      if (!connection) {
        throw new AwsError(
          "ResourceNotFoundException",
          `Connection ${destination.connectionArn} does not exist.`,
        );
      }
      if (connection.state !== "AUTHORIZED")
        throw new AwsError(
          "ValidationException",
          `Connection ${connection.name} is not authorized: give it a key or password with UpdateConnection.`,
        );
      await destination.rate.take();
      const response = await fetchInTime(requestFor(destination, additionsOf(connection), parsed), caller);
      if (!response.ok) return failed(destination, response);
      return { StatusCode: response.status, Body: await response.text() };
    },
  };
};

/** A host that is busy or away may come back; one that does not exist or is out of reach does not. */
const isPassing = (error: unknown): boolean =>
  error instanceof TypeError && (error.cause as { code?: string } | undefined)?.code !== "ENOTFOUND";

const withParameters = (body: string, parameters: Pairs): string =>
  parameters.length === 0 ? body : JSON.stringify({ ...JSON.parse(body), ...Object.fromEntries(parameters) });
