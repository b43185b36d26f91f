import { AwsError } from "../../core/aws-error.ts";
import type { Cloud } from "../../core/cloud.ts";
import type { Resource } from "../../core/resource-graph.ts";
import { isLoopback } from "../../http/hosts.ts";
import { parseInput } from "../parse-input.ts";
import type { EventBridgeOperations } from "./api.ts";
import * as inputs from "./connection-inputs.ts";
import type { Connections } from "./connections.ts";
import { page } from "./page.ts";
import { createRateLimit, type RateLimit } from "./rate-limit.ts";
import { eventApiDestination } from "./resources.ts";

const TYPE = "aws:cloudwatch/eventApiDestination:EventApiDestination";
/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-api-destinations.html */
const DEFAULT_RATE = 300;

/** Times in milliseconds since the epoch. */
export interface Destination {
  readonly name: string;
  readonly arn: string;
  readonly description?: string | undefined;
  readonly connectionArn: string;
  readonly method: "POST" | "GET" | "HEAD" | "OPTIONS" | "PUT" | "PATCH" | "DELETE";
  readonly endpoint: string;
  readonly perSecond: number;
  readonly rate: RateLimit;
  readonly createdAt: number;
  readonly modifiedAt: number;
}

/** AWS takes only HTTPS; addresses of this machine stand for hosts of AWS. */
const checkedEndpoint = (name: string, endpoint: string): string => {
  const { protocol, hostname } = new URL(endpoint.replaceAll("*", "x"));
  if (protocol === "https:" || isLoopback(hostname)) return endpoint;
  throw new AwsError(
    "ValidationException",
    `API destination ${name} must call an HTTPS endpoint, not ${endpoint}.`,
  );
};

/** HTTP endpoints, by ARN and by name. */
export const createDestinationStore = (cloud: Pick<Cloud, "clock" | "made">, connections: Connections) => {
  const destinations = new Map<string, Destination>();
  const { now } = cloud.clock;

  const named = (name: string) => [...destinations.values()].find((one) => one.name === name);
  const find = (name: string) => {
    const destination = named(name);
    if (!destination)
      throw new AwsError("ResourceNotFoundException", `An api-destination '${name}' does not exist.`);
    return destination;
  };
  const checkConnection = (arn: string) => {
    if (!connections.byArn(arn))
      throw new AwsError("ResourceNotFoundException", `Connection '${arn}' does not exist.`);
  };
  const stateOf = ({ connectionArn }: Destination): "ACTIVE" | "INACTIVE" =>
    connections.byArn(connectionArn)?.state === "AUTHORIZED" ? "ACTIVE" : "INACTIVE";
  const changed = (destination: Destination) => ({
    ApiDestinationArn: destination.arn,
    ApiDestinationState: stateOf(destination),
    CreationTime: new Date(destination.createdAt),
    LastModifiedTime: new Date(destination.modifiedAt),
  });
  const summary = (destination: Destination) => ({
    ...changed(destination),
    Name: destination.name,
    ConnectionArn: destination.connectionArn,
    HttpMethod: destination.method,
    InvocationEndpoint: destination.endpoint,
    InvocationRateLimitPerSecond: destination.perSecond,
  });

  const operations: Pick<
    EventBridgeOperations,
    | "CreateApiDestination"
    | "UpdateApiDestination"
    | "DeleteApiDestination"
    | "DescribeApiDestination"
    | "ListApiDestinations"
  > = {
    async CreateApiDestination(raw) {
      const input = parseInput(inputs.createApiDestination, raw);
      if (named(input.Name))
        throw new AwsError(
          "ResourceAlreadyExistsException",
          `An api-destination '${input.Name}' already exists.`,
        );
      checkConnection(input.ConnectionArn);
      await cloud.made.make(TYPE, input.Name, {
        name: input.Name,
        description: input.Description,
        connectionArn: input.ConnectionArn,
        httpMethod: input.HttpMethod,
        invocationEndpoint: input.InvocationEndpoint,
        invocationRateLimitPerSecond: input.InvocationRateLimitPerSecond,
      });
      return changed(find(input.Name));
    },
    UpdateApiDestination(raw) {
      const input = parseInput(inputs.updateApiDestination, raw);
      const before = find(input.Name);
      if (input.ConnectionArn !== undefined) checkConnection(input.ConnectionArn);
      const perSecond = input.InvocationRateLimitPerSecond ?? before.perSecond;
      const after: Destination = {
        ...before,
        description: input.Description ?? before.description,
        connectionArn: input.ConnectionArn ?? before.connectionArn,
        method: input.HttpMethod ?? before.method,
        endpoint: checkedEndpoint(before.name, input.InvocationEndpoint ?? before.endpoint),
        perSecond,
        rate: perSecond === before.perSecond ? before.rate : createRateLimit(cloud.clock, perSecond),
        modifiedAt: now(),
      };
      destinations.set(before.arn, after);
      return changed(after);
    },
    DeleteApiDestination(raw) {
      const { arn } = find(parseInput(inputs.namedApiDestination, raw).Name);
      destinations.delete(arn);
      cloud.made.forget(TYPE, arn);
      return {};
    },
    DescribeApiDestination(raw) {
      const destination = find(parseInput(inputs.namedApiDestination, raw).Name);
      return { ...summary(destination), Description: destination.description };
    },
    ListApiDestinations(raw) {
      const { NamePrefix = "", ConnectionArn, ...asked } = parseInput(inputs.listApiDestinations, raw);
      const all = [...destinations.values()].filter(
        ({ name, connectionArn }) =>
          name.startsWith(NamePrefix) && (ConnectionArn === undefined || connectionArn === ConnectionArn),
      );
      const { items, NextToken } = page(all, asked);
      return { ApiDestinations: items.map(summary), NextToken };
    },
  };

  return {
    byArn: (arn: string) => destinations.get(arn),
    provision({ inputs: given, outputs }: Resource) {
      const properties = eventApiDestination.parse(given);
      const perSecond = properties.invocationRateLimitPerSecond ?? DEFAULT_RATE;
      const at = now();
      destinations.set(String(outputs.arn), {
        name: String(outputs.name),
        arn: String(outputs.arn),
        description: properties.description,
        connectionArn: properties.connectionArn,
        method: properties.httpMethod,
        endpoint: checkedEndpoint(String(outputs.name), properties.invocationEndpoint),
        perSecond,
        rate: createRateLimit(cloud.clock, perSecond),
        createdAt: at,
        modifiedAt: at,
      });
    },
    operations,
  };
};
