import { createHmac } from "node:crypto";
import { AwsError } from "../../core/aws-error.ts";
import { notAuthorized } from "./grants.ts";
import type { Client } from "./store.ts";

/** By name, as `AuthParameters` and `ChallengeResponses` have them. */
export type Parameters = Readonly<Record<string, string>>;

/** What proves that one knows an app client's secret; undefined where it has none. */
export const secretHash = ({ id, secret }: Client, username: string): string | undefined =>
  secret && createHmac("sha256", secret).update(`${username}${id}`).digest("base64");

/** Throws when the app client has a secret and `hash` does not prove that the caller knows it. */
export const checkSecretHash = (client: Client, username: string, hash: string | undefined): void => {
  const expected = secretHash(client, username);
  if (expected === undefined || expected === hash) return;
  throw notAuthorized(
    hash === undefined
      ? `Client ${client.id} is configured with secret but SECRET_HASH was not received`
      : `SecretHash does not match for the client: ${client.id}`,
  );
};

export const requiredParameter = (given: Parameters, name: string): string => {
  const value = given[name];
  if (value) return value;
  throw new AwsError("InvalidParameterException", `Missing required parameter ${name}`);
};
