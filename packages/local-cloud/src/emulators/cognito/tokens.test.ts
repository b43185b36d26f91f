import {
  AdminCreateUserCommand,
  AdminDeleteUserCommand,
  AdminInitiateAuthCommand,
  CognitoIdentityProviderClient,
  GetTokensFromRefreshTokenCommand,
  GetUserCommand,
  InitiateAuthCommand,
  RevokeTokenCommand,
  SignUpCommand,
  UpdateUserAttributesCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { decodeJwt, generateKeyPair, SignJWT } from "jose";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestGateway } from "../../testing/fake-cloud.ts";
import { provision } from "../../testing/provision.ts";
import { createCognitoEmulator } from "./emulator.ts";

const world = await startTestGateway();
const { cloud } = world;
const emulator = createCognitoEmulator(cloud, { confirmSignUps: true });
cloud.add(emulator);
const make = (type: string, name: string, inputs: Record<string, unknown>) =>
  provision(cloud, emulator, `aws:cognito/${type}`, name, inputs);
const cognito = new CognitoIdentityProviderClient({
  region: cloud.region,
  endpoint: cloud.endpoint,
  credentials: { accessKeyId: "test", secretAccessKey: "test" },
  maxAttempts: 1,
});
afterAll(world.stop);

const Password = "croissant-1";
const pool = async (name: string) => {
  const { id: UserPoolId } = await make("userPool:UserPool", name, { passwordPolicy: { minimumLength: 8 } });
  const flows = ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_ADMIN_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"];
  const client = async (which: string) =>
    (
      await make("userPoolClient:UserPoolClient", name + which, {
        userPoolId: UserPoolId,
        explicitAuthFlows: flows,
      })
    ).id!;
  return { UserPoolId: UserPoolId!, ClientId: await client("Web"), other: await client("Tool") };
};
let shop: Awaited<ReturnType<typeof pool>>;
let office: typeof shop;
beforeAll(async () => {
  shop = await pool("Shop");
  office = await pool("Office");
});

let count = 0;
const signedIn = async ({ ClientId } = shop, Username = `user-${++count}`) => {
  await cognito.send(new SignUpCommand({ ClientId, Username, Password }));
  const { AuthenticationResult } = await cognito.send(
    new InitiateAuthCommand({
      ClientId,
      AuthFlow: "USER_PASSWORD_AUTH",
      AuthParameters: { USERNAME: Username, PASSWORD: Password },
    }),
  );
  return { Username, ...AuthenticationResult! };
};
const whoIs = (AccessToken: string) => cognito.send(new GetUserCommand({ AccessToken }));
const refused = (message: string) => ({ name: "NotAuthorizedException", message });

test("takes no access token that is made, changed, or for another use", async () => {
  const { AccessToken, IdToken } = await signedIn();
  const claims = decodeJwt(AccessToken!);
  const [head, body, signature] = AccessToken!.split(".");
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const { privateKey } = await generateKeyPair("RS256");
  const forged = [
    IdToken!,
    `${head}.${encode({ ...claims, username: "user-2" })}.${signature}`,
    `${encode({ alg: "none" })}.${body}.`,
    await new SignJWT(claims).setProtectedHeader({ alg: "RS256" }).sign(privateKey),
    `${head}.${encode({ ...claims, iss: { toString: null } })}.${signature}`,
    "a.b.c",
    "none",
  ];
  for (const token of forged) {
    await expect(whoIs(token)).rejects.toMatchObject(refused("Invalid Access Token"));
    const write = new UpdateUserAttributesCommand({ AccessToken: token, UserAttributes: [] });
    await expect(cognito.send(write)).rejects.toMatchObject(refused("Invalid Access Token"));
  }
});

test("takes no access token of a user who is gone, though another has the name", async () => {
  const { AccessToken, Username, RefreshToken } = await signedIn();
  await cognito.send(new AdminDeleteUserCommand({ UserPoolId: shop.UserPoolId, Username }));
  await signedIn(shop, Username);
  await expect(whoIs(AccessToken!)).rejects.toMatchObject({ name: "UserNotFoundException" });
  const refresh = new GetTokensFromRefreshTokenCommand({ ClientId: shop.ClientId, RefreshToken });
  await expect(cognito.send(refresh)).rejects.toMatchObject(refused("Invalid Refresh Token"));
});

test("gives a client no tokens of another client or pool", async () => {
  const { RefreshToken } = await signedIn();
  for (const ClientId of [shop.other, office.ClientId])
    await expect(
      cognito.send(new GetTokensFromRefreshTokenCommand({ ClientId, RefreshToken })),
    ).rejects.toMatchObject(refused("Invalid Refresh Token"));
  await expect(
    cognito.send(new RevokeTokenCommand({ ClientId: shop.other, Token: RefreshToken })),
  ).rejects.toMatchObject({ name: "NotAuthorizedException" });
  await expect(
    cognito.send(
      new AdminInitiateAuthCommand({
        UserPoolId: shop.UserPoolId,
        ClientId: office.ClientId,
        AuthFlow: "ADMIN_USER_PASSWORD_AUTH",
        AuthParameters: { USERNAME: "user-1", PASSWORD: Password },
      }),
    ),
  ).rejects.toMatchObject({ name: "ResourceNotFoundException" });
});

const post = async (operation: string, body: string) => {
  const answer = await fetch(cloud.endpoint, {
    method: "POST",
    headers: {
      "content-type": "application/x-amz-json-1.1",
      "x-amz-target": `AWSCognitoIdentityProviderService.${operation}`,
    },
    body,
  });
  return { status: answer.status, code: ((await answer.json()) as { __type: string }).__type };
};

test.each(Object.keys(emulator.operations))("%s answers what no schema takes with 400", async (operation) => {
  const user = { ClientId: shop.ClientId, UserPoolId: shop.UserPoolId, Username: "user-1" };
  for (const input of [
    {},
    { ...user, Username: 7, ClientId: {}, UserPoolId: [], AccessToken: {}, Token: {}, RefreshToken: 1 },
    { ...user, AuthParameters: [], UserAttributes: {}, Password: null, GroupName: {}, ChallengeResponses: 1 },
    { ...user, UserAttributes: [{ Name: { toString: null } }], AuthParameters: { USERNAME: {} } },
    { ...user, UserAttributes: [null], AuthFlow: "toString", Limit: "x", MaxResults: 1e9, Filter: {} },
  ]) {
    const { status, code } = await post(operation, JSON.stringify(input));
    if (status === 200) continue;
    expect({ status, code }).toEqual({
      status: 400,
      code: expect.stringMatching(
        /^(InvalidParameter|Serialization|ResourceNotFound|UserNotFound|NotAuthorized)Exception$/,
      ),
    });
  }
  expect(cloud.warnings).toEqual([]);
});

test("makes no user of an answer that was no text", async () => {
  await expect(
    cognito.send(new AdminCreateUserCommand({ UserPoolId: shop.UserPoolId, Username: "white space" })),
  ).rejects.toMatchObject({ name: "InvalidParameterException" });
});
