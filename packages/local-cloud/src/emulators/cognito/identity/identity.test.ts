import {
  CognitoIdentityProviderClient,
  InitiateAuthCommand,
  SignUpCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Principal } from "../../../core/cloud.ts";
import { startTestGateway } from "../../../testing/fake-cloud.ts";
import { provision } from "../../../testing/provision.ts";
import { standIn } from "../../../testing/stand-in.ts";
import { createCognitoEmulator } from "../emulator.ts";
import { createIdentityEmulator } from "./emulator.ts";
import { IDENTITY_POOL, ROLE_ATTACHMENT } from "./resources.ts";

const role = (name: string) => `arn:aws:iam::000000000000:role/${name}`;
const PASSWORD = "Sourdough-1";
const world = await startTestGateway();
const { cloud } = world;
const users = createCognitoEmulator(cloud, { confirmSignUps: true });
const identity = createIdentityEmulator(cloud);
const callers: Principal[] = [];
let provider: string;
let clientId: string;
let open: string;
let closed: string;

beforeAll(async () => {
  cloud.add(users);
  cloud.add(identity);
  cloud.add(standIn("dynamodb", { PutItem: (_, { principal }) => callers.push(principal) && {} }));
  const pool = await provision(cloud, users, "aws:cognito/userPool:UserPool", "People", {});
  const client = await provision(cloud, users, "aws:cognito/userPoolClient:UserPoolClient", "Web", {
    userPoolId: pool.id,
    explicitAuthFlows: ["ALLOW_USER_PASSWORD_AUTH"],
  });
  clientId = client.id!;
  provider = `cognito-idp.eu-west-1.amazonaws.com/${pool.id}`;
  const make = async (name: string, allowUnauthenticatedIdentities: boolean) => {
    const { id = "" } = await provision(cloud, identity, IDENTITY_POOL, name, {
      identityPoolName: name,
      allowUnauthenticatedIdentities,
      cognitoIdentityProviders: [{ clientId, providerName: provider }],
    });
    await provision(cloud, identity, ROLE_ATTACHMENT, name, {
      identityPoolId: id,
      roles: { authenticated: role("Baker"), unauthenticated: role("Guest") },
    });
    return id;
  };
  open = await make("Open", true);
  closed = await make("Closed", false);
});
afterAll(() => world.stop());

const call = async (operation: string, input: object) => {
  const answer = await fetch(cloud.endpoint, {
    method: "POST",
    headers: {
      "content-type": "application/x-amz-json-1.1",
      "x-amz-target": `AWSCognitoIdentityService.${operation}`,
    },
    body: JSON.stringify(input),
  });
  const body = (await answer.json()) as Record<string, unknown>;
  return answer.ok ? body : { error: `${body.__type}: ${body.message}` };
};

const tokenOf = async (Username: string) => {
  const cognito = new CognitoIdentityProviderClient({
    endpoint: cloud.endpoint,
    region: cloud.region,
    credentials: { accessKeyId: "any", secretAccessKey: "any" },
  });
  await cognito.send(new SignUpCommand({ ClientId: clientId, Username, Password: PASSWORD }));
  const { AuthenticationResult } = await cognito.send(
    new InitiateAuthCommand({
      ClientId: clientId,
      AuthFlow: "USER_PASSWORD_AUTH",
      AuthParameters: { USERNAME: Username, PASSWORD },
    }),
  );
  cognito.destroy();
  return AuthenticationResult!;
};

const whoCalls = async (IdentityId: unknown, Logins?: object) => {
  const { Credentials } = (await call("GetCredentialsForIdentity", { IdentityId, Logins })) as {
    Credentials: { AccessKeyId: string; SecretKey: string; SessionToken: string; Expiration: number };
  };
  const client = new DynamoDBClient({
    endpoint: cloud.endpoint,
    region: cloud.region,
    credentials: {
      accessKeyId: Credentials.AccessKeyId,
      secretAccessKey: Credentials.SecretKey,
      sessionToken: Credentials.SessionToken,
    },
  });
  await client.send(new PutItemCommand({ TableName: "loaves", Item: { id: { S: "1" } } }));
  client.destroy();
  return callers.at(-1);
};

test("who signed in gets credentials of the role for that, and is the same each time", async () => {
  const { IdToken } = await tokenOf("ann");
  const Logins = { [provider]: IdToken! };
  const { IdentityId } = (await call("GetId", { IdentityPoolId: closed, Logins })) as { IdentityId: string };
  expect(IdentityId).toMatch(/^eu-west-1:[0-9a-f-]{36}$/);
  expect(await call("GetId", { IdentityPoolId: closed, Logins })).toEqual({ IdentityId });
  expect(await whoCalls(IdentityId, Logins)).toEqual({ kind: "role", arn: role("Baker") });
  const { IdToken: other } = await tokenOf("bob");
  expect(await call("GetCredentialsForIdentity", { IdentityId, Logins: { [provider]: other } })).toEqual({
    error: expect.stringContaining("NotAuthorizedException: Logins don't match"),
  });
});

test("guests get credentials of a role of their own, where there are guests", async () => {
  const { IdentityId } = (await call("GetId", { IdentityPoolId: open })) as { IdentityId: string };
  expect(await whoCalls(IdentityId)).toEqual({ kind: "role", arn: role("Guest") });
  expect(await call("GetId", { IdentityPoolId: closed })).toEqual({
    error: expect.stringContaining("Unauthenticated access is not supported"),
  });
});

test.each<[what: string, input: () => Promise<object> | object, says: string]>([
  ["an unknown pool", () => ({ IdentityPoolId: "eu-west-1:x" }), "ResourceNotFoundException"],
  [
    "an access token",
    async () => ({ IdentityPoolId: open, Logins: { [provider]: (await tokenOf("carl")).AccessToken } }),
    "Invalid login token",
  ],
  [
    "another provider",
    () => ({ IdentityPoolId: open, Logins: { "graph.facebook.com": "x" } }),
    "not from a supported provider",
  ],
  [
    "no text for a token",
    () => ({ IdentityPoolId: open, Logins: { [provider]: 1 } }),
    "SerializationException",
  ],
])("refuses %s", async (_, input, says) => {
  expect(await call("GetId", await input())).toEqual({ error: expect.stringContaining(says) });
});
