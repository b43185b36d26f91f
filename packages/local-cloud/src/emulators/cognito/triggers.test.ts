import {
  AdminCreateUserCommand,
  AdminGetUserCommand,
  CognitoIdentityProviderClient,
  InitiateAuthCommand,
  SignUpCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { decodeJwt } from "jose";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { startTestGateway } from "../../testing/fake-cloud.ts";
import { provision } from "../../testing/provision.ts";
import { standIn } from "../../testing/stand-in.ts";
import { createCognitoEmulator } from "./emulator.ts";
import { resourceTypes } from "./resources.ts";

const world = await startTestGateway();
const { cloud } = world;
const emulator = createCognitoEmulator(cloud);
const cognito = new CognitoIdentityProviderClient({
  region: cloud.region,
  endpoint: cloud.endpoint,
  credentials: { accessKeyId: "test", secretAccessKey: "test" },
  maxAttempts: 1,
});

interface TriggerEvent {
  triggerSource: string;
  userName: string;
  request: Record<string, unknown>;
}
type Answer = (event: TriggerEvent) => object;

let asked: TriggerEvent[] = [];
let answers: Record<string, Answer> = {};
let UserPoolId: string;
let ClientId: string;
const PASSWORD = "Sourdough-1";

beforeAll(async () => {
  cloud.add(
    standIn("lambda", {
      Invoke({ FunctionName, Payload }) {
        const event = JSON.parse(String(Payload)) as TriggerEvent;
        asked.push(event);
        try {
          const response = answers[FunctionName]?.(event) ?? {};
          return { StatusCode: 200, Payload: JSON.stringify({ ...event, response }) };
        } catch (error) {
          const errorMessage = (error as Error).message;
          return { StatusCode: 200, FunctionError: "Unhandled", Payload: JSON.stringify({ errorMessage }) };
        }
      },
    }),
  );
  cloud.add(emulator);
  const names = ["preSignUp", "postConfirmation", "preAuthentication", "postAuthentication", "userMigration"];
  const pool = await provision(cloud, emulator, "aws:cognito/userPool:UserPool", "People", {
    lambdaConfig: {
      ...Object.fromEntries(names.map((name) => [name, name])),
      preTokenGenerationConfig: { lambdaArn: "preTokenGeneration", lambdaVersion: "V2_0" },
    },
  });
  UserPoolId = pool.id!;
  const client = await provision(cloud, emulator, "aws:cognito/userPoolClient:UserPoolClient", "Web", {
    userPoolId: UserPoolId,
    explicitAuthFlows: ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
  });
  ClientId = client.id!;
});
afterAll(async () => {
  cognito.destroy();
  await world.stop();
});
beforeEach(() => {
  asked = [];
  answers = {};
});

const signUp = (Username: string) =>
  cognito.send(
    new SignUpCommand({
      ClientId,
      Username,
      Password: PASSWORD,
      UserAttributes: [{ Name: "email", Value: `${Username}@example.com` }],
      ValidationData: [{ Name: "door", Value: "front" }],
    }),
  );
const signIn = async (USERNAME: string, more = {}) =>
  cognito.send(
    new InitiateAuthCommand({
      ClientId,
      AuthFlow: "USER_PASSWORD_AUTH",
      AuthParameters: { USERNAME, PASSWORD, ...more },
    }),
  );
const sources = () => asked.map(({ triggerSource }) => triggerSource);

test("a function is asked before a sign-up and told after it", async () => {
  answers.preSignUp = () => ({ autoVerifyEmail: true });
  await signUp("ann");
  expect(sources()).toEqual(["PreSignUp_SignUp", "PostConfirmation_ConfirmSignUp"]);
  expect(asked[0]).toMatchObject({
    version: "1",
    userPoolId: UserPoolId,
    userName: "ann",
    callerContext: { clientId: ClientId },
    request: { userAttributes: { email: "ann@example.com" }, validationData: { door: "front" } },
  });
  const { UserAttributes } = await cognito.send(new AdminGetUserCommand({ UserPoolId, Username: "ann" }));
  expect(UserAttributes).toContainEqual({ Name: "email_verified", Value: "true" });
});

test("a function refuses a sign-up, by a person and by an administrator", async () => {
  answers.preSignUp = () => {
    throw new Error("not you");
  };
  const refused = { name: "UserLambdaValidationException", message: "PreSignUp failed with error not you." };
  await expect(signUp("bob")).rejects.toMatchObject(refused);
  const create = cognito.send(new AdminCreateUserCommand({ UserPoolId, Username: "bob" }));
  await expect(create).rejects.toMatchObject(refused);
  expect(sources()).toEqual(["PreSignUp_SignUp", "PreSignUp_AdminCreateUser"]);
});

test("functions are asked around a sign-in, and change what tokens say", async () => {
  answers.preTokenGeneration = () => ({
    claimsAndScopeOverrideDetails: {
      idTokenGeneration: { claimsToAddOrOverride: { shop: "north", sub: "x" }, claimsToSuppress: ["email"] },
      accessTokenGeneration: { claimsToAddOrOverride: { level: 3 }, scopesToAdd: ["bread:bake"] },
      groupOverrideDetails: { groupsToOverride: ["bakers"] },
    },
  });
  const { AuthenticationResult: tokens } = await signIn("ann");
  expect(sources()).toEqual([
    "PreAuthentication_Authentication",
    "PostAuthentication_Authentication",
    "TokenGeneration_Authentication",
  ]);
  const id = decodeJwt(tokens!.IdToken!);
  expect(id).toMatchObject({ shop: "north", "cognito:groups": ["bakers"] });
  expect(id.sub).not.toBe("x");
  expect(id).not.toHaveProperty("email");
  expect(decodeJwt(tokens!.AccessToken!)).toMatchObject({
    level: 3,
    scope: "aws.cognito.signin.user.admin bread:bake",
  });

  asked = [];
  const REFRESH_TOKEN = tokens!.RefreshToken!;
  await cognito.send(
    new InitiateAuthCommand({ ClientId, AuthFlow: "REFRESH_TOKEN_AUTH", AuthParameters: { REFRESH_TOKEN } }),
  );
  expect(sources()).toEqual(["TokenGeneration_RefreshTokens"]);
});

test("a function refuses a sign-in", async () => {
  answers.preAuthentication = () => {
    throw new Error("closed");
  };
  await expect(signIn("ann")).rejects.toMatchObject({ name: "UserLambdaValidationException" });
});

test("a function knows a user whom the pool does not, who is in it from then on", async () => {
  answers.userMigration = ({ userName, request }) =>
    request.password === PASSWORD
      ? { userAttributes: { email: `${userName}@old.example` }, finalUserStatus: "CONFIRMED" }
      : {};
  expect((await signIn("carl")).AuthenticationResult).toBeDefined();
  asked = [];
  await signIn("carl");
  expect(sources()).not.toContain("UserMigration_Authentication");
});

test("challenges of an app's own are refused", () => {
  const { properties } = resourceTypes[0]!;
  const { error } = properties.safeParse({ lambdaConfig: { defineAuthChallenge: "x" } });
  expect(error?.message).toContain("leave the trigger out for this stage");
});
