import type { z } from "zod";
import { AwsError } from "../../core/aws-error.ts";
import type { Cloud } from "../../core/cloud.ts";
import type { Resource } from "../../core/resource-graph.ts";
import { parseInput } from "../parse-input.ts";
import type { EventBridgeOperations } from "./api.ts";
import * as inputs from "./connection-inputs.ts";
import { page } from "./page.ts";
import { eventConnection } from "./resources.ts";

const TYPE = "aws:cloudwatch/eventConnection:EventConnection";

export type ConnectionSettings = z.output<typeof eventConnection>;
type AuthParameters = ConnectionSettings["authParameters"];

/** Times in milliseconds since the epoch. */
export interface Connection {
  readonly name: string;
  readonly arn: string;
  readonly secretArn: string;
  readonly settings: ConnectionSettings;
  /** Nothing has to be authorized for keys and passwords, so it is at once; AWS takes a moment. */
  readonly state: "AUTHORIZED" | "DEAUTHORIZED";
  readonly createdAt: number;
  readonly modifiedAt: number;
}

const summary = ({ name, arn, state, settings, createdAt, modifiedAt }: Connection) => ({
  ConnectionArn: arn,
  Name: name,
  ConnectionState: state,
  AuthorizationType: settings.authorizationType,
  CreationTime: new Date(createdAt),
  LastModifiedTime: new Date(modifiedAt),
  LastAuthorizedTime: new Date(modifiedAt),
});

type Parameters = NonNullable<AuthParameters["invocationHttpParameters"]>["headers"];

const describedParameters = (parameters: Parameters) =>
  parameters?.map(({ key, value, isValueSecret: secret = false }) => ({
    Key: key,
    IsValueSecret: secret,
    ...(!secret && { Value: value }),
  }));

const described = (connection: Connection) => {
  const { authParameters, description } = connection.settings;
  const { apiKey, basic, invocationHttpParameters: http } = authParameters;
  return {
    ...summary(connection),
    Description: description,
    SecretArn: connection.secretArn,
    // Values are never told again.
    AuthParameters: {
      ApiKeyAuthParameters: apiKey && { ApiKeyName: apiKey.key },
      BasicAuthParameters: basic && { Username: basic.username },
      InvocationHttpParameters: http && {
        HeaderParameters: describedParameters(http.headers),
        QueryStringParameters: describedParameters(http.queryStrings),
        BodyParameters: describedParameters(http.bodies),
      },
    },
  };
};

const invalidParameters = (reason: string) =>
  new AwsError("ValidationException", `Parameter AuthParameters is not valid. Reason: ${reason}`);

/** What the API says, over what there was. Throws where the kind of authorization lacks something. */
const merged = (
  {
    ApiKeyAuthParameters: key,
    BasicAuthParameters: basic,
    InvocationHttpParameters: http,
  }: inputs.AuthParametersInput,
  authorizationType: ConnectionSettings["authorizationType"],
  before: AuthParameters = {},
): AuthParameters => {
  const after: AuthParameters = { ...before };
  if (key)
    after.apiKey = {
      key: key.ApiKeyName ?? before.apiKey?.key ?? "",
      value: key.ApiKeyValue ?? before.apiKey?.value ?? "",
    };
  if (basic)
    after.basic = {
      username: basic.Username ?? before.basic?.username ?? "",
      password: basic.Password ?? before.basic?.password ?? "",
    };
  const pairs = (given: NonNullable<typeof http>["HeaderParameters"]): Parameters =>
    given?.map(({ Key, Value, IsValueSecret }) => ({ key: Key, value: Value, isValueSecret: IsValueSecret }));
  if (http)
    after.invocationHttpParameters = {
      headers: pairs(http.HeaderParameters),
      queryStrings: pairs(http.QueryStringParameters),
      bodies: pairs(http.BodyParameters),
    };
  const [needed, other] =
    authorizationType === "API_KEY" ? (["apiKey", "basic"] as const) : (["basic", "apiKey"] as const);
  if (!Object.values(after[needed] ?? { none: "" }).every(Boolean))
    throw invalidParameters(`${authorizationType} needs all of its parameters.`);
  delete after[other];
  return after;
};

/** Connections, by ARN and by name. */
export const createConnections = (cloud: Pick<Cloud, "clock" | "made">) => {
  const connections = new Map<string, Connection>();
  const { now } = cloud.clock;

  const named = (name: string) => [...connections.values()].find((one) => one.name === name);
  const find = (name: string) => {
    const connection = named(name);
    if (!connection) throw new AwsError("ResourceNotFoundException", `Connection '${name}' does not exist.`);
    return connection;
  };
  const change = (before: Connection, to: Partial<Connection>) => {
    const after = { ...before, ...to, modifiedAt: now() };
    connections.set(before.arn, after);
    return after;
  };

  const operations: Pick<
    EventBridgeOperations,
    | "CreateConnection"
    | "UpdateConnection"
    | "DeleteConnection"
    | "DeauthorizeConnection"
    | "DescribeConnection"
    | "ListConnections"
  > = {
    async CreateConnection(raw) {
      const input = parseInput(inputs.createConnection, raw);
      const { Name, Description: description, AuthorizationType: authorizationType } = input;
      if (named(Name))
        throw new AwsError("ResourceAlreadyExistsException", `Connection ${Name} already exists.`);
      const authParameters = merged(input.AuthParameters, authorizationType);
      await cloud.made.make(TYPE, Name, { name: Name, description, authorizationType, authParameters });
      return summary(find(Name));
    },
    UpdateConnection(raw) {
      const {
        Name,
        Description,
        AuthorizationType,
        AuthParameters = {},
      } = parseInput(inputs.updateConnection, raw);
      const before = find(Name);
      const authorizationType = AuthorizationType ?? before.settings.authorizationType;
      const authParameters = merged(AuthParameters, authorizationType, before.settings.authParameters);
      const description = Description ?? before.settings.description;
      const settings = { ...before.settings, description, authorizationType, authParameters };
      cloud.made.forget(TYPE, before.arn);
      cloud.made.note(TYPE, Name, settings, { arn: before.arn });
      return summary(change(before, { settings, state: "AUTHORIZED" }));
    },
    DeleteConnection(raw) {
      const connection = find(parseInput(inputs.namedConnection, raw).Name);
      connections.delete(connection.arn);
      cloud.made.forget(TYPE, connection.arn);
      return { ...summary(connection), ConnectionState: "DELETING" };
    },
    /** Forgets the key or password; UpdateConnection brings another. */
    DeauthorizeConnection(raw) {
      const before = find(parseInput(inputs.namedConnection, raw).Name);
      const { apiKey: _, basic: __, ...authParameters } = before.settings.authParameters;
      const settings = { ...before.settings, authParameters };
      return summary(change(before, { settings, state: "DEAUTHORIZED" }));
    },
    DescribeConnection: (raw) => described(find(parseInput(inputs.namedConnection, raw).Name)),
    ListConnections(raw) {
      const { NamePrefix = "", ConnectionState: state, ...asked } = parseInput(inputs.listConnections, raw);
      const all = [...connections.values()].filter(
        (one) => one.name.startsWith(NamePrefix) && (state === undefined || one.state === state),
      );
      const { items, NextToken } = page(all, asked);
      return { Connections: items.map(summary), NextToken };
    },
  };

  return {
    byArn: (arn: string) => connections.get(arn),
    provision({ inputs: given, outputs }: Resource) {
      const at = now();
      connections.set(String(outputs.arn), {
        name: String(outputs.name),
        arn: String(outputs.arn),
        secretArn: String(outputs.secretArn),
        settings: eventConnection.parse(given),
        state: "AUTHORIZED",
        createdAt: at,
        modifiedAt: at,
      });
    },
    operations,
  };
};

export type Connections = ReturnType<typeof createConnections>;
