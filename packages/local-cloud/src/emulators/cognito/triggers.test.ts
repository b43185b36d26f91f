import {
  AdminCreateUserCommand,
  AdminGetUserCommand,
  CognitoIdentityProviderClient,
  GetUserAttributeVerificationCodeCommand,
  InitiateAuthCommand,
  RespondToAuthChallengeCommand,
  SignUpCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { decodeJwt } from "jose";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { startTestGateway } from "../../testing/fake-cloud.ts";
import { provision } from "../../testing/provision.ts";
import { standIn } from "../../testing/stand-in.ts";
import { createMailbox } from "../../third-parties/mailbox/index.ts";
import { createCognitoEmulator } from "./emulator.ts";

const world = await startTestGateway();
const { cloud } = world;
const mailbox = createMailbox(cloud);
const emulator = createCognitoEmulator(cloud, { confirmSignUps: true });
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
  cloud.offer("mailbox", mailbox);
  const names = [
    "preSignUp",
    "postConfirmation",
    "preAuthentication",
    "postAuthentication",
    "userMigration",
    "customMessage",
    "defineAuthChallenge",
    "createAuthChallenge",
    "verifyAuthChallengeResponse",
  ];
  const pool = await provision(cloud, emulator, "aws:cognito/userPool:UserPool", "People", {
    autoVerifiedAttributes: ["email"],
    lambdaConfig: {
      ...Object.fromEntries(names.map((name) => [name, name])),
      preTokenGenerationConfig: { lambdaArn: "preTokenGeneration", lambdaVersion: "V2_0" },
    },
  });
  UserPoolId = pool.id!;
  const client = await provision(cloud, emulator, "aws:cognito/userPoolClient:UserPoolClient", "Web", {
    userPoolId: UserPoolId,
    explicitAuthFlows: ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH", "ALLOW_CUSTOM_AUTH"],
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

interface Results {
  session: { challengeName: string; challengeResult: boolean }[];
}
const riddle = (first: Record<string, string>) => {
  answers.defineAuthChallenge = ({ request }) => {
    const { session } = request as unknown as Results;
    const last = session.at(-1);
    if (last?.challengeName === "SRP_A") return { challengeName: "PASSWORD_VERIFIER" };
    if (last?.challengeName === "CUSTOM_CHALLENGE" && last.challengeResult) return { issueTokens: true };
    if (session.length > 3) return { failAuthentication: true };
    return { challengeName: "CUSTOM_CHALLENGE" };
  };
  answers.createAuthChallenge = () => ({
    publicChallengeParameters: { question: "2 + 2" },
    privateChallengeParameters: { answer: "4" },
    challengeMetadata: "sum",
  });
  answers.verifyAuthChallengeResponse = ({ request }) => ({
    answerCorrect:
      request.challengeAnswer === (request.privateChallengeParameters as { answer: string }).answer,
  });
  return cognito.send(new InitiateAuthCommand({ ClientId, AuthFlow: "CUSTOM_AUTH", AuthParameters: first }));
};
const answerRiddle = (Session: string | undefined, ANSWER: string) =>
  cognito.send(
    new RespondToAuthChallengeCommand({
      ClientId,
      ChallengeName: "CUSTOM_CHALLENGE",
      Session,
      ChallengeResponses: { USERNAME: "ann", ANSWER },
    }),
  );

test("functions make up challenges, until one of them is content or gives up", async () => {
  const first = await riddle({ USERNAME: "ann" });
  expect(first).toMatchObject({
    ChallengeName: "CUSTOM_CHALLENGE",
    ChallengeParameters: { USERNAME: "ann", question: "2 + 2" },
  });
  const second = await answerRiddle(first.Session, "5");
  expect(second.ChallengeName).toBe("CUSTOM_CHALLENGE");
  await expect(answerRiddle(first.Session, "4")).rejects.toMatchObject({ name: "NotAuthorizedException" });
  asked = [];
  expect((await answerRiddle(second.Session, "4")).AuthenticationResult).toBeDefined();
  expect(sources()).toEqual([
    "VerifyAuthChallengeResponse_Authentication",
    "DefineAuthChallenge_Authentication",
    "PostAuthentication_Authentication",
    "TokenGeneration_Authentication",
  ]);
  const [, { request }] = asked as [TriggerEvent, TriggerEvent];
  expect(request.session).toEqual([
    { challengeName: "CUSTOM_CHALLENGE", challengeResult: false, challengeMetadata: "sum" },
    { challengeName: "CUSTOM_CHALLENGE", challengeResult: true, challengeMetadata: "sum" },
  ]);

  let last = await riddle({ USERNAME: "ann" });
  for (const wrong of ["1", "2", "3"]) last = await answerRiddle(last.Session, wrong);
  await expect(answerRiddle(last.Session, "5")).rejects.toMatchObject({ name: "NotAuthorizedException" });
});

test("challenges of functions come after the password, where the sign-in begins so", async () => {
  const { ChallengeName, ChallengeParameters, Session } = await riddle({
    USERNAME: "ann",
    CHALLENGE_NAME: "SRP_A",
    SRP_A: "abcdef",
  });
  expect(ChallengeName).toBe("PASSWORD_VERIFIER");
  expect(Session).toBeDefined();
  expect(ChallengeParameters).toMatchObject({ USER_ID_FOR_SRP: "ann" });
});

test("a function words the messages", async () => {
  answers.customMessage = ({ request }) => ({
    emailSubject: "Bread",
    emailMessage: `Bake ${String(request.codeParameter)}`,
  });
  const { AuthenticationResult } = await signIn("ann");
  const { AccessToken } = AuthenticationResult!;
  await cognito.send(new GetUserAttributeVerificationCodeCommand({ AccessToken, AttributeName: "email" }));
  expect(sources()).toContain("CustomMessage_VerifyUserAttribute");
  expect(mailbox.list().at(-1)).toMatchObject({
    subject: "Bread",
    html: expect.stringMatching(/^Bake \d{6}$/),
  });
});
