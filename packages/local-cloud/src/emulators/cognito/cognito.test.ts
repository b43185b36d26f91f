import {
  AdminAddUserToGroupCommand,
  AdminCreateUserCommand,
  AdminGetUserCommand,
  AdminListGroupsForUserCommand,
  AdminSetUserPasswordCommand,
  CognitoIdentityProviderClient,
  CreateGroupCommand,
  DeleteGroupCommand,
  DescribeUserPoolCommand,
  GetGroupCommand,
  GetTokensFromRefreshTokenCommand,
  GetUserCommand,
  GlobalSignOutCommand,
  InitiateAuthCommand,
  ListGroupsCommand,
  ListUsersCommand,
  RespondToAuthChallengeCommand,
  RevokeTokenCommand,
  SignUpCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { createRemoteJWKSet, decodeJwt, jwtVerify } from "jose";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestGateway } from "../../testing/fake-cloud.ts";
import { provision } from "../../testing/provision.ts";
import { createCognitoEmulator, TokenError } from "./emulator.ts";
import { resourceTypes } from "./resources.ts";

const POOL = "aws:cognito/userPool:UserPool";
const CLIENT = "aws:cognito/userPoolClient:UserPoolClient";

const world = await startTestGateway();
const { cloud } = world;
const emulator = createCognitoEmulator(cloud, { confirmSignUps: true });
const make = (type: string, name: string, inputs: Record<string, unknown>) =>
  provision(cloud, emulator, type, name, inputs);
const cognito = new CognitoIdentityProviderClient({
  region: cloud.region,
  endpoint: cloud.endpoint,
  credentials: { accessKeyId: "test", secretAccessKey: "test" },
  maxAttempts: 1,
});

let poolId: string;
let clientId: string;

beforeAll(async () => {
  cloud.add(emulator);
  poolId = (
    await make(POOL, "Customers", {
      usernameAttributes: ["email"],
      autoVerifiedAttributes: ["email"],
      usernameConfiguration: { caseSensitive: false },
      passwordPolicy: { minimumLength: 10, requireNumbers: true },
    })
  ).id!;
  clientId = (
    await make(CLIENT, "Web", {
      userPoolId: poolId,
      explicitAuthFlows: ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
      preventUserExistenceErrors: "ENABLED",
      accessTokenValidity: 5,
      idTokenValidity: 30,
      tokenValidityUnits: { accessToken: "minutes", idToken: "minutes" },
    })
  ).id!;
  await make("aws:cognito/userGroup:UserGroup", "Bakers", {
    userPoolId: poolId,
    name: "bakers",
    precedence: 2,
  });
  await make("aws:cognito/userGroup:UserGroup", "Admins", {
    userPoolId: poolId,
    name: "admins",
    precedence: 1,
  });
});
afterAll(world.stop);

let users = 0;
const signUp = async (Password = "croissant-1") => {
  const Username = `Ann${++users}@example.com`;
  return { Username, ...(await cognito.send(new SignUpCommand({ ClientId: clientId, Username, Password }))) };
};
const signIn = async (Username: string, Password = "croissant-1", ClientId = clientId) => {
  const { AuthenticationResult } = await cognito.send(
    new InitiateAuthCommand({
      ClientId,
      AuthFlow: "USER_PASSWORD_AUTH",
      AuthParameters: { USERNAME: Username, PASSWORD: Password },
    }),
  );
  return AuthenticationResult!;
};

test("signs up without a code and gives tokens that a library verifies with the key set", async () => {
  const { Username, UserSub, UserConfirmed } = await signUp();
  expect(UserConfirmed).toBe(true);
  const { IdToken, AccessToken, RefreshToken, ExpiresIn, TokenType } = await signIn(Username.toUpperCase());
  expect({ ExpiresIn, TokenType }).toEqual({ ExpiresIn: 300, TokenType: "Bearer" });
  expect(RefreshToken).toBeTruthy();

  const issuer = `https://cognito-idp.eu-west-1.amazonaws.com/${poolId}`;
  const keys = createRemoteJWKSet(new URL(`${cloud.endpoint}/${poolId}/.well-known/jwks.json`));
  const id = (await jwtVerify(IdToken!, keys, { issuer, audience: clientId })).payload;
  expect(id).toMatchObject({
    sub: UserSub,
    email: Username,
    email_verified: true,
    "cognito:username": UserSub,
    token_use: "id",
  });
  expect(id.exp! - id.iat!).toBe(30 * 60);
  const access = (await jwtVerify(AccessToken!, keys, { issuer })).payload;
  expect(access).toMatchObject({
    sub: UserSub,
    username: UserSub,
    client_id: clientId,
    token_use: "access",
    scope: "aws.cognito.signin.user.admin",
    origin_jti: id.origin_jti,
  });
  expect(access.aud).toBeUndefined();
});

test("serves the OpenID configuration", async () => {
  const answer = await fetch(`${cloud.endpoint}/${poolId}/.well-known/openid-configuration`);
  expect(await answer.json()).toMatchObject({
    issuer: `https://cognito-idp.eu-west-1.amazonaws.com/${poolId}`,
    jwks_uri: `${cloud.endpoint}/${poolId}/.well-known/jwks.json`,
  });
});

test("puts groups into the tokens, most important first", async () => {
  const { Username } = await signUp();
  for (const GroupName of ["bakers", "admins"])
    await cognito.send(new AdminAddUserToGroupCommand({ UserPoolId: poolId, Username, GroupName }));
  const { IdToken, AccessToken } = await signIn(Username);
  expect(decodeJwt(IdToken!)["cognito:groups"]).toEqual(["admins", "bakers"]);
  expect(decodeJwt(AccessToken!)["cognito:groups"]).toEqual(["admins", "bakers"]);
});

test("groups come, take members and go, and leave no members behind", async () => {
  const { Username } = await signUp();
  const group = { UserPoolId: poolId, GroupName: "tasters" };
  const create = () => cognito.send(new CreateGroupCommand({ ...group, Description: "They taste." }));
  const memberships = async () => {
    const listed = await cognito.send(new AdminListGroupsForUserCommand({ UserPoolId: poolId, Username }));
    return listed.Groups?.map(({ GroupName }) => GroupName);
  };
  const join = () => cognito.send(new AdminAddUserToGroupCommand({ ...group, Username }));
  await expect(join()).rejects.toMatchObject({ name: "ResourceNotFoundException" });
  expect((await create()).Group).toMatchObject({ ...group, Description: "They taste." });
  await expect(create()).rejects.toMatchObject({ name: "GroupExistsException" });
  await join();
  expect(await memberships()).toEqual(["tasters"]);
  const { Groups, NextToken } = await cognito.send(new ListGroupsCommand({ UserPoolId: poolId, Limit: 2 }));
  const rest = await cognito.send(new ListGroupsCommand({ UserPoolId: poolId, Limit: 2, NextToken }));
  expect([...Groups!, ...rest.Groups!].map(({ GroupName }) => GroupName).sort()).toEqual([
    "admins",
    "bakers",
    "tasters",
  ]);

  await cognito.send(new DeleteGroupCommand(group));
  await expect(cognito.send(new GetGroupCommand(group))).rejects.toMatchObject({
    name: "ResourceNotFoundException",
  });
  await create();
  expect(await memberships()).toEqual([]);
});

test.each([
  ["Short-1", "Password did not conform with policy: Password not long enough"],
  ["no-number-here", "Password did not conform with policy: Password must have numeric characters"],
])("rejects the password %s", async (password, message) => {
  await expect(signUp(password)).rejects.toMatchObject({ name: "InvalidPasswordException", message });
});

test("rejects a second account with the same e-mail address, in any case", async () => {
  const { Username } = await signUp();
  await expect(
    cognito.send(
      new SignUpCommand({ ClientId: clientId, Username: Username.toLowerCase(), Password: "croissant-1" }),
    ),
  ).rejects.toMatchObject({
    name: "UsernameExistsException",
    message: "An account with the given email already exists.",
  });
});

test("rejects a user name that is no e-mail address", async () => {
  await expect(
    cognito.send(new SignUpCommand({ ClientId: clientId, Username: "ann", Password: "croissant-1" })),
  ).rejects.toMatchObject({ name: "InvalidParameterException", message: "Username should be an email." });
});

test("does not tell a wrong password from an unknown user", async () => {
  const { Username } = await signUp();
  const expected = { name: "NotAuthorizedException", message: "Incorrect username or password." };
  await expect(signIn(Username, "croissant-2")).rejects.toMatchObject(expected);
  await expect(signIn("nobody@example.com")).rejects.toMatchObject(expected);
});

test("allows only the flows of the app client, and says which there are", async () => {
  const { id } = await make(CLIENT, "Plain", { userPoolId: poolId });
  const { Username } = await signUp();
  await expect(signIn(Username, "croissant-1", id)).rejects.toMatchObject({
    name: "InvalidParameterException",
    message: "USER_PASSWORD_AUTH flow not enabled for this client",
  });
  await expect(
    cognito.send(
      new InitiateAuthCommand({
        ClientId: clientId,
        AuthFlow: "USER_GUESS_AUTH" as never,
        AuthParameters: { USERNAME: "a" },
      }),
    ),
  ).rejects.toMatchObject({
    name: "InvalidParameterException",
    message: expect.stringContaining("USER_SRP_AUTH"),
  });
});

test("refreshes tokens until the refresh token is revoked", async () => {
  const { RefreshToken } = await signIn((await signUp()).Username);
  const refresh = () =>
    cognito.send(
      new InitiateAuthCommand({
        ClientId: clientId,
        AuthFlow: "REFRESH_TOKEN_AUTH",
        AuthParameters: { REFRESH_TOKEN: RefreshToken! },
      }),
    );
  const { AuthenticationResult } = await refresh();
  expect(AuthenticationResult?.IdToken).toBeTruthy();
  expect(AuthenticationResult?.RefreshToken).toBeUndefined();
  const again = await cognito.send(
    new GetTokensFromRefreshTokenCommand({ ClientId: clientId, RefreshToken: RefreshToken! }),
  );
  expect(again.AuthenticationResult?.AccessToken).toBeTruthy();

  await cognito.send(new RevokeTokenCommand({ ClientId: clientId, Token: RefreshToken! }));
  await expect(refresh()).rejects.toMatchObject({
    name: "NotAuthorizedException",
    message: "Refresh Token has been revoked",
  });
});

test("tells who an access token is for, until that user signs out everywhere", async () => {
  const { Username, UserSub } = await signUp();
  const { AccessToken } = await signIn(Username);
  const whoAmI = () => cognito.send(new GetUserCommand({ AccessToken: AccessToken! }));
  const user = await whoAmI();
  expect(user.Username).toBe(UserSub);
  expect(user.UserAttributes).toContainEqual({ Name: "email", Value: Username });
  await cognito.send(new GlobalSignOutCommand({ AccessToken: AccessToken! }));
  await expect(whoAmI()).rejects.toMatchObject({ message: "Access Token has been revoked" });
});

test("asks a user whom an administrator made for a new password", async () => {
  const Username = "made@example.com";
  await cognito.send(
    new AdminCreateUserCommand({ UserPoolId: poolId, Username, TemporaryPassword: "temporary-1" }),
  );
  const { ChallengeName, Session } = await cognito.send(
    new InitiateAuthCommand({
      ClientId: clientId,
      AuthFlow: "USER_PASSWORD_AUTH",
      AuthParameters: { USERNAME: Username, PASSWORD: "temporary-1" },
    }),
  );
  expect(ChallengeName).toBe("NEW_PASSWORD_REQUIRED");
  const { AuthenticationResult } = await cognito.send(
    new RespondToAuthChallengeCommand({
      ClientId: clientId,
      ChallengeName,
      Session,
      ChallengeResponses: { USERNAME: Username, NEW_PASSWORD: "my-own-pass-1" },
    }),
  );
  expect(AuthenticationResult?.IdToken).toBeTruthy();
  const { UserStatus, UserCreateDate } = await cognito.send(
    new AdminGetUserCommand({ UserPoolId: poolId, Username }),
  );
  expect(UserStatus).toBe("CONFIRMED");
  expect(UserCreateDate).toBeInstanceOf(Date);
});

test("sets passwords and lists users by filter", async () => {
  const { Username, UserSub } = await signUp();
  await cognito.send(
    new AdminSetUserPasswordCommand({
      UserPoolId: poolId,
      Username,
      Password: "another-pass-2",
      Permanent: true,
    }),
  );
  await expect(signIn(Username, "another-pass-2")).resolves.toHaveProperty("IdToken");
  const { Users } = await cognito.send(
    new ListUsersCommand({ UserPoolId: poolId, Filter: `email = "${Username}"` }),
  );
  expect(Users?.map((user) => user.Username)).toEqual([UserSub]);
});

test("signs in users of the config, and shares one key among pools", async () => {
  const { id } = await make(POOL, "Staff", {});
  const client = await make(CLIENT, "Tool", {
    userPoolId: id,
    generateSecret: true,
    explicitAuthFlows: ["ALLOW_USER_PASSWORD_AUTH"],
  });
  const user = await make("aws:cognito/user:User", "Bea", {
    userPoolId: id,
    username: "bea",
    password: "Croissant-1",
    attributes: { email: "bea@example.com" },
  });
  expect(user.sub).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/);
  await expect(signIn("bea", "Croissant-1", client.id)).rejects.toMatchObject({
    message: `Client ${client.id} is configured with secret but SECRET_HASH was not received`,
  });
  await expect(signIn("nobody", "Croissant-1", clientId)).rejects.toThrow();
  expect((await cognito.send(new DescribeUserPoolCommand({ UserPoolId: id }))).UserPool?.Name).toBe("Staff");
});

test("offers its neighbours a verifier that knows expiry, pool and use", async () => {
  const tokens = cloud.use("tokens");
  const { IdToken, AccessToken } = await signIn((await signUp()).Username);
  const arn = `arn:aws:cognito-idp:eu-west-1:000000000000:userpool/${poolId}`;
  await expect(tokens.verify(IdToken!, { userPoolId: arn, use: "id" })).resolves.toHaveProperty("email");
  await expect(tokens.verify(IdToken!, { userPoolId: poolId })).resolves.toHaveProperty("email");
  const reason = async (token: string, userPoolId = poolId) =>
    tokens.verify(token, { userPoolId, use: "id" }).then(
      () => "none",
      (error: unknown) => (error instanceof TokenError ? error.reason : String(error)),
    );
  expect(await reason(AccessToken!)).toBe("invalid");
  expect(await reason(IdToken!, "eu-west-1_other")).toBe("invalid");
  const [head, body, signature] = IdToken!.split(".");
  const forged = Buffer.from(JSON.stringify({ ...decodeJwt(IdToken!), sub: "other" })).toString("base64url");
  expect(await reason(`${head}.${forged}.${signature}`)).toBe("invalid");
  expect(await reason(`${head}.${body}`)).toBe("invalid");
  cloud.clock.advance(31 * 60_000);
  expect(await reason(IdToken!)).toBe("expired");
});

test.each([
  [POOL, { mfaConfiguration: "ON" }, "multi-factor"],
  [CLIENT, { userPoolId: "p", supportedIdentityProviders: ["Google"] }, "COGNITO"],
])("refuses a %s with what it lacks", (type, inputs, message) => {
  const properties = resourceTypes.find((each) => each.type === type)!.properties;
  expect(properties.safeParse(inputs).error?.message).toContain(message);
});
