import {
  AdminCreateUserCommand,
  AdminSetUserPasswordCommand,
  CognitoIdentityProviderClient,
  CreateUserPoolClientCommand,
  CreateUserPoolCommand,
  DeleteUserPoolClientCommand,
  DeleteUserPoolCommand,
  DescribeUserPoolClientCommand,
  DescribeUserPoolCommand,
  InitiateAuthCommand,
  ListUserPoolClientsCommand,
  ListUserPoolsCommand,
  UpdateUserPoolClientCommand,
  UpdateUserPoolCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { afterEach, beforeEach, expect, test } from "vitest";
import { startTestGateway } from "../../testing/fake-cloud.ts";
import { createCognitoEmulator } from "./emulator.ts";

let running: Awaited<ReturnType<typeof startTestGateway>>;
let cognito: CognitoIdentityProviderClient;
beforeEach(async () => {
  running = await startTestGateway();
  running.cloud.add(createCognitoEmulator(running.cloud));
  cognito = new CognitoIdentityProviderClient({
    region: running.cloud.region,
    endpoint: running.cloud.endpoint,
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    maxAttempts: 1,
  });
});
afterEach(() => running.stop());

const createPool = async (input: object = {}) =>
  (await cognito.send(new CreateUserPoolCommand({ PoolName: "shoppers", ...input }))).UserPool!;
const createClient = async (UserPoolId: string, input: object = {}) =>
  (
    await cognito.send(
      new CreateUserPoolClientCommand({
        UserPoolId,
        ClientName: "web",
        ExplicitAuthFlows: ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
        ...input,
      }),
    )
  ).UserPoolClient!;
const Username = "ann@example.com";
const Password = "Correct-horse-1";
const addUser = async (UserPoolId: string) => {
  await cognito.send(new AdminCreateUserCommand({ UserPoolId, Username, MessageAction: "SUPPRESS" }));
  await cognito.send(new AdminSetUserPasswordCommand({ UserPoolId, Username, Password, Permanent: true }));
};
const signIn = (ClientId: string) =>
  cognito.send(
    new InitiateAuthCommand({
      ClientId,
      AuthFlow: "USER_PASSWORD_AUTH",
      AuthParameters: { USERNAME: Username, PASSWORD: Password },
    }),
  );

test("a pool and a client that were made sign users in, until they are deleted", async () => {
  const pool = await createPool({
    UsernameAttributes: ["email"],
    AutoVerifiedAttributes: ["email"],
    Policies: { PasswordPolicy: { MinimumLength: 12, RequireNumbers: true } },
    Schema: [{ Name: "loyalty", AttributeDataType: "Number", NumberAttributeConstraints: { MinValue: "1" } }],
    UserPoolTags: { team: "bread" },
  });
  expect(pool).toMatchObject({
    Name: "shoppers",
    Policies: { PasswordPolicy: { MinimumLength: 12, RequireNumbers: true, RequireSymbols: false } },
    UsernameAttributes: ["email"],
  });
  expect(pool.Id).toMatch(/^eu-west-1_[a-z0-9]{9}$/);
  const client = await createClient(pool.Id!, { CallbackURLs: ["https://example.com/back"] });
  expect(client).toMatchObject({ ClientName: "web", CallbackURLs: ["https://example.com/back"] });
  await addUser(pool.Id!);
  expect((await signIn(client.ClientId!)).AuthenticationResult?.IdToken).toBeDefined();
  expect(running.cloud.graph.resources.map(({ id }) => id)).toEqual([pool.Id, client.ClientId]);

  await cognito.send(new DeleteUserPoolCommand({ UserPoolId: pool.Id }));
  await expect(signIn(client.ClientId!)).rejects.toMatchObject({ name: "ResourceNotFoundException" });
  await expect(cognito.send(new DescribeUserPoolCommand({ UserPoolId: pool.Id }))).rejects.toMatchObject({
    name: "ResourceNotFoundException",
  });
  expect(running.cloud.graph.resources).toEqual([]);
});

test("two pools of one name are two pools", async () => {
  const [one, other] = [await createPool(), await createPool()];
  expect(one.Id).not.toBe(other.Id);
  const { UserPools } = await cognito.send(new ListUserPoolsCommand({ MaxResults: 10 }));
  expect(UserPools?.map(({ Name }) => Name)).toEqual(["shoppers", "shoppers"]);
});

test("clients are listed, changed and deleted, and keep their secret", async () => {
  const { Id: UserPoolId = "" } = await createPool();
  const { ClientId, ClientSecret } = await createClient(UserPoolId, { GenerateSecret: true });
  expect(ClientSecret).toMatch(/^\w{50,}$/);
  await createClient(UserPoolId, { ClientName: "phone" });
  const listed = async (input: object = {}) =>
    cognito.send(new ListUserPoolClientsCommand({ UserPoolId, ...input }));
  const first = await listed({ MaxResults: 1 });
  expect(first.UserPoolClients?.map(({ ClientName }) => ClientName)).toEqual(["web"]);
  const second = await listed({ NextToken: first.NextToken });
  expect(second.UserPoolClients?.map(({ ClientName }) => ClientName)).toEqual(["phone"]);
  await cognito.send(
    new UpdateUserPoolClientCommand({
      UserPoolId,
      ClientId,
      ExplicitAuthFlows: ["ALLOW_USER_SRP_AUTH"],
      AccessTokenValidity: 5,
      TokenValidityUnits: { AccessToken: "minutes" },
    }),
  );
  const describe = () => cognito.send(new DescribeUserPoolClientCommand({ UserPoolId, ClientId }));
  expect((await describe()).UserPoolClient).toMatchObject({
    ClientName: "web",
    ClientSecret,
    ExplicitAuthFlows: ["ALLOW_USER_SRP_AUTH"],
    AccessTokenValidity: 5,
    TokenValidityUnits: { AccessToken: "minutes" },
  });
  await cognito.send(new DeleteUserPoolClientCommand({ UserPoolId, ClientId }));
  await expect(describe()).rejects.toMatchObject({ name: "ResourceNotFoundException" });
});

test("a changed pool asks for other passwords, and users of before stay", async () => {
  const { Id: UserPoolId = "" } = await createPool({ UsernameAttributes: ["email"] });
  const { ClientId = "" } = await createClient(UserPoolId);
  await addUser(UserPoolId);
  await cognito.send(
    new UpdateUserPoolCommand({ UserPoolId, Policies: { PasswordPolicy: { MinimumLength: 30 } } }),
  );
  expect((await signIn(ClientId)).AuthenticationResult?.IdToken).toBeDefined();
  await expect(
    cognito.send(new AdminSetUserPasswordCommand({ UserPoolId, Username, Password, Permanent: true })),
  ).rejects.toMatchObject({ name: "InvalidPasswordException" });
});

test("deletion protection keeps a pool", async () => {
  const { Id: UserPoolId } = await createPool({ DeletionProtection: "ACTIVE" });
  await expect(cognito.send(new DeleteUserPoolCommand({ UserPoolId }))).rejects.toMatchObject({
    name: "InvalidParameterException",
  });
  await cognito.send(new UpdateUserPoolCommand({ UserPoolId, DeletionProtection: "INACTIVE" }));
  await cognito.send(new DeleteUserPoolCommand({ UserPoolId }));
});

test.each([
  [{ PoolName: "" }],
  [{ PoolName: "x".repeat(129) }],
  [{ PoolName: "bad/name" }],
  [{ Policies: { PasswordPolicy: { MinimumLength: 3 } } }],
  [{ UsernameAttributes: ["shoe_size"] }],
  [{ Schema: [{ Name: "own", AttributeDataType: "String", Required: true }] }],
  [{ MfaConfiguration: "ON" }],
])("CreateUserPool refuses %j", async (input) => {
  await expect(createPool(input)).rejects.toMatchObject({ name: "InvalidParameterException" });
  expect(running.cloud.graph.resources).toEqual([]);
});

test.each([
  [{ ClientName: "" }, "InvalidParameterException"],
  [{ UserPoolId: "eu-west-1_nobody" }, "ResourceNotFoundException"],
  [{ PreventUserExistenceErrors: "MAYBE" }, "InvalidParameterException"],
  [{ WriteAttributes: ["sub"] }, "InvalidParameterException"],
])("CreateUserPoolClient refuses %j", async (input, name) => {
  const { Id = "" } = await createPool();
  await expect(createClient(Id, input)).rejects.toMatchObject({ name });
});
