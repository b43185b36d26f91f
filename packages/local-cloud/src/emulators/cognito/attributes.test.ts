import {
  AdminCreateUserCommand,
  AdminGetUserCommand,
  AdminUpdateUserAttributesCommand,
  type AttributeType,
  CognitoIdentityProviderClient,
  InitiateAuthCommand,
  ListUsersCommand,
  RespondToAuthChallengeCommand,
  SignUpCommand,
  UpdateUserAttributesCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { decodeJwt } from "jose";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestGateway } from "../../testing/fake-cloud.ts";
import { provision } from "../../testing/provision.ts";
import { createMailbox } from "../../third-parties/mailbox/index.ts";
import { createCognitoEmulator } from "./emulator.ts";
import { resourceTypes } from "./resources.ts";

const POOL = "aws:cognito/userPool:UserPool";
const CLIENT = "aws:cognito/userPoolClient:UserPoolClient";
const world = await startTestGateway();
const { cloud } = world;
cloud.offer("mailbox", createMailbox(cloud));
const emulator = createCognitoEmulator(cloud, { confirmSignUps: true });
cloud.add(emulator);
const make = (type: string, name: string, inputs: Record<string, unknown>) =>
  provision(cloud, emulator, type, name, inputs);
const cognito = new CognitoIdentityProviderClient({
  region: cloud.region,
  endpoint: cloud.endpoint,
  credentials: { accessKeyId: "test", secretAccessKey: "test" },
  maxAttempts: 1,
});
afterAll(world.stop);

const Password = "croissant-1";
const passwordPolicy = { minimumLength: 8 };
const explicitAuthFlows = ["ALLOW_USER_PASSWORD_AUTH"];
const pool = async (name: string, inputs: object, client: object = {}) => {
  const { id: userPoolId } = await make(POOL, name, { passwordPolicy, ...inputs });
  const { id } = await make(CLIENT, `${name}Client`, { userPoolId, explicitAuthFlows, ...client });
  return { UserPoolId: userPoolId!, ClientId: id! };
};
const toList = (attributes: Record<string, string>): AttributeType[] =>
  Object.entries(attributes).map(([Name, Value]) => ({ Name, Value }));

let customers: Awaited<ReturnType<typeof pool>>;
let staff: typeof customers;
beforeAll(async () => {
  customers = await pool("Customers", {
    usernameAttributes: ["email"],
    autoVerifiedAttributes: ["email"],
    usernameConfiguration: { caseSensitive: false },
    schemas: [
      {
        name: "loyalty",
        attributeDataType: "String",
        mutable: true,
        stringAttributeConstraints: { minLength: "2", maxLength: "5" },
      },
      {
        name: "card",
        attributeDataType: "Number",
        mutable: true,
        numberAttributeConstraints: { minValue: "1", maxValue: "9" },
      },
      { name: "joined", attributeDataType: "DateTime" },
      { name: "regular", attributeDataType: "Boolean", mutable: true },
    ],
  });
  staff = await pool(
    "Staff",
    { aliasAttributes: ["email"], autoVerifiedAttributes: ["email"] },
    { writeAttributes: ["email", "name"] },
  );
});

let count = 0;
const signUp = async (attributes: Record<string, string> = {}, Username = `u${++count}@example.com`) => {
  const { ClientId } = customers;
  const { UserSub } = await cognito.send(
    new SignUpCommand({ ClientId, Username, Password, UserAttributes: toList(attributes) }),
  );
  return { Username, UserSub: UserSub! };
};
const signIn = async (USERNAME: string, { ClientId } = customers) => {
  const { AuthenticationResult } = await cognito.send(
    new InitiateAuthCommand({
      ClientId,
      AuthFlow: "USER_PASSWORD_AUTH",
      AuthParameters: { USERNAME, PASSWORD: Password },
    }),
  );
  return AuthenticationResult!;
};
const update = async (Username: string, attributes: Record<string, string>) => {
  const { AccessToken } = await signIn(Username);
  return cognito.send(new UpdateUserAttributesCommand({ AccessToken, UserAttributes: toList(attributes) }));
};
const adminCreate = (attributes: Record<string, string>, Username = `a${++count}@example.com`) =>
  cognito.send(
    new AdminCreateUserCommand({
      UserPoolId: customers.UserPoolId,
      Username,
      TemporaryPassword: Password,
      UserAttributes: toList(attributes),
    }),
  );
const adminUpdate = (Username: string, attributes: Record<string, string>) =>
  cognito.send(
    new AdminUpdateUserAttributesCommand({
      UserPoolId: customers.UserPoolId,
      Username,
      UserAttributes: toList(attributes),
    }),
  );
const attributesOf = async (Username: string) => {
  const { UserAttributes } = await cognito.send(
    new AdminGetUserCommand({ UserPoolId: customers.UserPoolId, Username }),
  );
  return Object.fromEntries(UserAttributes!.map(({ Name, Value }) => [Name!, Value!]));
};

const notMutable = (name: string) => ({
  name: "InvalidParameterException",
  message: `Cannot modify the non-mutable attribute ${name}`,
});
const notWritable = {
  name: "NotAuthorizedException",
  message: "A client attempted to write unauthorized attribute",
};
const notInSchema = (text: string) => ({
  name: "InvalidParameterException",
  message: expect.stringContaining(`Attributes did not conform to the schema: ${text}`),
});
const invalid = { name: "InvalidParameterException" };
const unknown = (name: string) => notInSchema(`${name}: Attribute does not exist in the schema.`);

const victim = "11111111-1111-4111-a111-111111111111";

test.each<[Record<string, string>, object]>([
  [{ sub: victim }, notMutable("sub")],
  [{ email_verified: "true" }, notWritable],
  [{ phone_number_verified: "true", phone_number: "+491511" }, notWritable],
  [{ identities: "[]" }, unknown("identities")],
  [{ "cognito:username": victim }, unknown("cognito:username")],
  [{ "cognito:groups": "staff" }, unknown("cognito:groups")],
  [{ "custom:role": "staff" }, unknown("custom:role")],
  [{ __proto__x: "1" }, unknown("__proto__x")],
  [{ constructor: "1" }, unknown("constructor")],
  [{ "custom:loyalty": "toolong" }, notInSchema("custom:loyalty")],
  [{ "custom:loyalty": "x" }, notInSchema("custom:loyalty")],
  [{ "custom:card": "ten" }, notInSchema("custom:card")],
  [{ "custom:card": "10" }, notInSchema("custom:card")],
  [{ "custom:regular": "maybe" }, notInSchema("custom:regular")],
  [{ "custom:joined": "long ago" }, invalid],
  [{ birthdate: "1.1.2000" }, notInSchema("birthdate")],
  [{ name: "x".repeat(2049) }, invalid],
  [{ [`custom:${"x".repeat(30)}`]: "x" }, invalid],
  [{ phone_number: "0151" }, { ...invalid, message: "Invalid phone number format." }],
])("nobody signs up with %o, nor writes it later", async (attributes, refusal) => {
  await expect(signUp(attributes)).rejects.toMatchObject(refusal);
  const { Username, UserSub } = await signUp();
  await expect(update(Username, attributes)).rejects.toMatchObject(refusal);
  expect(await attributesOf(Username)).toEqual({ sub: UserSub, email: Username, email_verified: "true" });
});

test("the sub in a token is the pool's own, whatever a client sends", async () => {
  const { UserSub } = await signUp();
  await expect(signUp({ sub: UserSub })).rejects.toMatchObject(notMutable("sub"));
  const { Username, UserSub: own } = await signUp({ name: UserSub });
  expect(decodeJwt((await signIn(Username)).IdToken!)).toMatchObject({ sub: own, "cognito:username": own });
});

test("a client with a list of attributes writes no other", async () => {
  const add = (UserAttributes: AttributeType[], Username = `clerk-${++count}`) =>
    cognito.send(new SignUpCommand({ ClientId: staff.ClientId, Username, Password, UserAttributes }));
  await add(toList({ name: "Ann" }));
  await expect(add(toList({ nickname: "Ann" }))).rejects.toMatchObject(notWritable);
  await expect(add([...toList({ name: "Ann" }), ...toList({ name: "Bob" })])).rejects.toMatchObject(invalid);
});

test.each(["sub", "email_verified", "custom:none", "identities"])(
  "refuses a client that may write %s, as the deployment would fail",
  async (name) => {
    const client = { userPoolId: customers.UserPoolId, writeAttributes: ["email", name] };
    await expect(make(CLIENT, "Bad", client)).rejects.toThrow(`cannot have ${name}`);
  },
);

test("an administrator verifies addresses, and cannot write the sub either", async () => {
  await expect(adminCreate({ sub: victim })).rejects.toMatchObject(notMutable("sub"));
  await expect(adminCreate({ email_verified: "yes" })).rejects.toMatchObject(notInSchema("email_verified"));
  await expect(adminCreate({ "custom:role": "staff" })).rejects.toMatchObject(unknown("custom:role"));
  const { User } = await adminCreate({ email_verified: "true", "custom:joined": "2026-11-23" });
  const Username = User!.Username!;
  await expect(adminUpdate(Username, { sub: victim })).rejects.toMatchObject(notMutable("sub"));
  await expect(adminUpdate(Username, { "custom:joined": "2026-11-24" })).rejects.toMatchObject(
    notMutable("custom:joined"),
  );
  await adminUpdate(Username, { email: "moved@example.com", "custom:regular": "true" });
  const moved = {
    sub: Username,
    email: "moved@example.com",
    "custom:joined": "2026-11-23",
    "custom:regular": "true",
  };
  expect(await attributesOf(Username)).toEqual(moved);
  await adminUpdate(Username, { email_verified: "true", "custom:regular": "" });
  const { "custom:regular": _, ...rest } = moved;
  expect(await attributesOf("moved@example.com")).toEqual({ ...rest, email_verified: "true" });
});

test("nobody takes the address of somebody else, and an address that is left is free", async () => {
  const ann = await signUp();
  const bob = await signUp();
  const taken = { name: "AliasExistsException", message: "An account with the given email already exists." };
  await expect(update(bob.Username, { email: ann.Username.toUpperCase() })).rejects.toMatchObject(taken);
  await expect(adminUpdate(bob.UserSub, { email: ann.Username })).rejects.toMatchObject(taken);
  await update(ann.Username, { email: "new@example.com" });
  await expect(signIn(ann.Username)).rejects.toMatchObject({ name: "UserNotFoundException" });
  expect(decodeJwt((await signIn("new@example.com")).IdToken!)).toMatchObject({
    sub: ann.UserSub,
    email: "new@example.com",
  });
  await signUp({}, ann.Username);
});

test("a user name looks like no alias, and an alias has one holder", async () => {
  const add = (Username: string, email: string) =>
    cognito.send(
      new SignUpCommand({
        ClientId: staff.ClientId,
        Username,
        Password,
        UserAttributes: toList({ email }),
      }),
    );
  await expect(add("cara@example.com", "cara@example.com")).rejects.toMatchObject({
    name: "InvalidParameterException",
    message: "Username cannot be of email format, since user pool is configured for email alias.",
  });
  const { UserSub } = await add("cara", "cara@example.com");
  await expect(add("cara2", "cara@example.com")).rejects.toMatchObject({ name: "AliasExistsException" });
  await expect(add("cara", "other@example.com")).rejects.toMatchObject({ name: "UsernameExistsException" });
  expect(decodeJwt((await signIn("cara@example.com", staff)).IdToken!).sub).toBe(UserSub);
});

test("a new password comes with no attribute that may not be written, and no address that was given", async () => {
  const { User } = await adminCreate({});
  const { ClientId } = customers;
  const USERNAME = User!.Attributes!.find(({ Name }) => Name === "email")!.Value!;
  const begin = async () => {
    const { Session } = await cognito.send(
      new InitiateAuthCommand({
        ClientId,
        AuthFlow: "USER_PASSWORD_AUTH",
        AuthParameters: { USERNAME, PASSWORD: Password },
      }),
    );
    return Session;
  };
  const answer = (Session: string | undefined, more: Record<string, string>) =>
    cognito.send(
      new RespondToAuthChallengeCommand({
        ClientId,
        ChallengeName: "NEW_PASSWORD_REQUIRED",
        Session,
        ChallengeResponses: { USERNAME, NEW_PASSWORD: Password, ...more },
      }),
    );
  const session = await begin();
  for (const [name, refusal] of [
    ["sub", notMutable("sub")],
    ["email_verified", notWritable],
    ["email", { name: "NotAuthorizedException", message: "Cannot modify an already provided email" }],
  ] as const)
    await expect(answer(session, { [`userAttributes.${name}`]: "true" })).rejects.toMatchObject(refusal);
  const late = await begin();
  cloud.clock.advance(3 * 60_000);
  await expect(answer(late, {})).rejects.toMatchObject({ name: "NotAuthorizedException" });
  const { AuthenticationResult } = await answer(await begin(), { "userAttributes.name": "Dan" });
  expect(decodeJwt(AuthenticationResult!.IdToken!)).toMatchObject({ name: "Dan", sub: User!.Username });
});

test("lists nothing for a token that it did not give", async () => {
  const { UserPoolId } = customers;
  await expect(
    cognito.send(new ListUsersCommand({ UserPoolId, PaginationToken: "garbage" })),
  ).rejects.toMatchObject(invalid);
});

test("requires no custom attribute, which AWS does not take", () => {
  const schemas = [{ name: "card", attributeDataType: "String", required: true }];
  const { properties } = resourceTypes.find(({ type }) => type === POOL)!;
  expect(properties.safeParse({ schemas }).error?.message).toContain("required");
});
