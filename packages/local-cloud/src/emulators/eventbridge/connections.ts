import type { z } from "zod";
import { AwsError } from "../../core/aws-error.ts";
import type { Cloud } from "../../core/cloud.ts";
import { parseInput } from "../parse-input.ts";
import type { EventBridgeOperations } from "./api.ts";
import * as inputs from "./inputs.ts";
import type { eventConnection } from "./resources.ts";

export type ConnectionSettings = z.output<typeof eventConnection>;

/** Times in milliseconds since the epoch. */
export interface Connection {
  readonly name: string;
  readonly arn: string;
  readonly secretArn: string;
  readonly settings: ConnectionSettings;
  readonly createdAt: number;
  readonly modifiedAt: number;
}

const CONNECTION = "aws:cloudwatch/eventConnection:EventConnection";

/** Nothing has to be authorized for keys and passwords, so a connection is ready at once; AWS takes a moment. */
const described = ({ name, arn, secretArn, settings, createdAt, modifiedAt }: Connection) => {
  const { authorizationType, authParameters, description } = settings;
  const { apiKey, basic } = authParameters;
  return {
    ConnectionArn: arn,
    Name: name,
    Description: description,
    ConnectionState: "AUTHORIZED" as const,
    AuthorizationType: authorizationType,
    SecretArn: secretArn,
    // Values are never told again.
    AuthParameters: {
      ApiKeyAuthParameters: apiKey && { ApiKeyName: apiKey.key },
      BasicAuthParameters: basic && { Username: basic.username },
    },
    CreationTime: new Date(createdAt),
    LastModifiedTime: new Date(modifiedAt),
    LastAuthorizedTime: new Date(modifiedAt),
  };
};

/** DescribeConnection and UpdateConnection, of connections by ARN. */
export const createConnectionOperations = (
  connections: Map<string, Connection>,
  { clock, made }: Pick<Cloud, "clock" | "made">,
): Pick<EventBridgeOperations, "DescribeConnection" | "UpdateConnection"> => {
  const find = (name: string) => {
    const connection = [...connections.values()].find((one) => one.name === name);
    if (!connection) throw new AwsError("ResourceNotFoundException", `Connection '${name}' does not exist.`);
    return connection;
  };
  return {
    DescribeConnection: (input) => described(find(parseInput(inputs.describeConnection, input).Name)),
    UpdateConnection(input) {
      const { Name, Description, AuthorizationType, AuthParameters } = parseInput(
        inputs.updateConnection,
        input,
      );
      const before = find(Name);
      const { ApiKeyAuthParameters: key, BasicAuthParameters: basic } = AuthParameters ?? {};
      const authParameters = { ...before.settings.authParameters };
      if (key)
        authParameters.apiKey = {
          key: key.ApiKeyName ?? authParameters.apiKey?.key ?? "",
          value: key.ApiKeyValue ?? authParameters.apiKey?.value ?? "",
        };
      if (basic)
        authParameters.basic = {
          username: basic.Username ?? authParameters.basic?.username ?? "",
          password: basic.Password ?? authParameters.basic?.password ?? "",
        };
      const authorizationType = AuthorizationType ?? before.settings.authorizationType;
      const [needed, other] =
        authorizationType === "API_KEY" ? (["apiKey", "basic"] as const) : (["basic", "apiKey"] as const);
      if (!Object.values(authParameters[needed] ?? { none: "" }).every(Boolean))
        throw new AwsError(
          "ValidationException",
          `Parameter AuthParameters is not valid. Reason: ${authorizationType} needs all of its parameters.`,
        );
      delete authParameters[other];
      const after = {
        ...before,
        settings: {
          ...before.settings,
          description: Description ?? before.settings.description,
          authorizationType,
          authParameters,
        },
        modifiedAt: clock.now(),
      };
      connections.set(before.arn, after);
      made.forget(CONNECTION, before.arn);
      made.note(CONNECTION, before.name, after.settings, { arn: before.arn });
      const { ConnectionArn, ConnectionState, CreationTime, LastModifiedTime, LastAuthorizedTime } =
        described(after);
      return { ConnectionArn, ConnectionState, CreationTime, LastModifiedTime, LastAuthorizedTime };
    },
  };
};
