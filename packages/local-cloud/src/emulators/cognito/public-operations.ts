import { randomUUID } from "node:crypto";
import { z } from "zod";
import { AwsError } from "../../core/aws-error.ts";
import type { Caller } from "../../core/cloud.ts";
import type { CognitoOperations } from "./api.ts";
import { attributeList, attributesInput, checkWritable, readable, usernameInput } from "./attributes.ts";
import { parse } from "./parse.ts";
import { checkSecretHash, type SignIns } from "./sign-in.ts";
import type { AskTrigger } from "./triggers.ts";
import type { Client, UserPool } from "./user-pool.ts";

const metadata = z.record(z.string(), z.string()).optional();
const session = z.string().optional();
const clientId = z.string().min(1);
// What only risk-based features and triggers read.
const context = {
  ClientMetadata: metadata,
  AnalyticsMetadata: z.looseObject({}).optional(),
  UserContextData: z.looseObject({}).optional(),
  ContextData: z.looseObject({}).optional(),
};
const authParameters = z.record(z.string(), z.string()).default({});

const validationData = z
  .array(z.looseObject({ Name: z.string(), Value: z.string().default("") }))
  .default([]);
const valuesOf = (pairs: z.output<typeof validationData>) =>
  pairs.length > 0 ? Object.fromEntries(pairs.map(({ Name, Value }) => [Name, Value])) : null;

const preSignUpAnswer = z.looseObject({
  autoVerifyEmail: z.boolean().nullish(),
  autoVerifyPhone: z.boolean().nullish(),
});
/** Users are confirmed here whatever a function says. */
const verifiedBy = (answer: unknown): [string, string][] => {
  const { autoVerifyEmail, autoVerifyPhone } = preSignUpAnswer.parse(answer ?? {});
  return [
    ...(autoVerifyEmail ? [["email_verified", "true"] as [string, string]] : []),
    ...(autoVerifyPhone ? [["phone_number_verified", "true"] as [string, string]] : []),
  ];
};

const inputs = {
  SignUp: z.strictObject({
    ClientId: clientId,
    SecretHash: z.string().optional(),
    Username: usernameInput,
    Password: z.string().min(1).max(256),
    UserAttributes: attributesInput,
    ValidationData: validationData,
    ...context,
  }),
  ConfirmSignUp: z.strictObject({
    ClientId: clientId,
    SecretHash: z.string().optional(),
    Username: usernameInput,
    ConfirmationCode: z.string(),
    ForceAliasCreation: z.boolean().optional(),
    Session: session,
    ...context,
  }),
  InitiateAuth: z.strictObject({
    AuthFlow: z.string(),
    AuthParameters: authParameters,
    ClientId: clientId,
    Session: session,
    ...context,
  }),
  RespondToAuthChallenge: z.strictObject({
    ClientId: clientId,
    ChallengeName: z.string(),
    Session: z.string(),
    ChallengeResponses: authParameters,
    ...context,
  }),
  GetTokensFromRefreshToken: z.strictObject({
    RefreshToken: z.string(),
    ClientId: clientId,
    ClientSecret: z.string().optional(),
    DeviceKey: z.string().optional(),
    ClientMetadata: metadata,
  }),
  AccessToken: z.strictObject({ AccessToken: z.string() }),
  UpdateUserAttributes: z.strictObject({
    AccessToken: z.string(),
    UserAttributes: attributesInput,
    ClientMetadata: metadata,
  }),
  RevokeToken: z.strictObject({
    Token: z.string(),
    ClientId: clientId,
    ClientSecret: z.string().optional(),
  }),
};

export type Lookup = (clientId: string) => { pool: UserPool; client: Client };

/** Operations an app makes without AWS credentials. */
export const publicOperations = (lookup: Lookup, signIns: SignIns, ask: AskTrigger): CognitoOperations => ({
  async SignUp(input, caller) {
    const { ClientId, SecretHash, Username, Password, UserAttributes, ValidationData, ClientMetadata } =
      parse(inputs.SignUp, input);
    const { pool, client } = lookup(ClientId);
    checkSecretHash(client, Username, SecretHash);
    checkWritable(UserAttributes.keys(), client);
    if (pool.properties.adminCreateUserConfig?.allowAdminCreateUserOnly)
      throw new AwsError("NotAuthorizedException", "SignUp is not permitted for this user pool");
    const sub = randomUUID();
    const occasion = {
      pool,
      clientId: client.id,
      username: pool.properties.usernameAttributes.length > 0 ? sub : Username,
      caller,
    };
    const request = { validationData: valuesOf(ValidationData), clientMetadata: ClientMetadata };
    const answer = await ask("preSignUp", {
      ...occasion,
      attributes: UserAttributes,
      source: "PreSignUp_SignUp",
      request,
    });
    const user = pool.add({
      username: Username,
      password: Password,
      attributes: new Map([...UserAttributes, ...verifiedBy(answer)]),
      status: "CONFIRMED",
      sub,
      verify: true,
    });
    await ask("postConfirmation", {
      ...occasion,
      attributes: user.attributes,
      source: "PostConfirmation_ConfirmSignUp",
      request: { clientMetadata: ClientMetadata },
    });
    return { UserConfirmed: true, UserSub: user.sub };
  },
  ConfirmSignUp(input) {
    const { ClientId, SecretHash, Username } = parse(inputs.ConfirmSignUp, input);
    const { pool, client } = lookup(ClientId);
    checkSecretHash(client, Username, SecretHash);
    const user = pool.find(Username);
    if (!user) throw new AwsError("UserNotFoundException", "Username/client id combination not found.");
    throw new AwsError(
      "NotAuthorizedException",
      `User cannot be confirmed. Current status is ${user.status}`,
    );
  },
  InitiateAuth(input, caller) {
    const { AuthFlow, AuthParameters, ClientId } = parse(inputs.InitiateAuth, input);
    const { pool, client } = lookup(ClientId);
    return initiateAuth(pool, client, { flow: AuthFlow, parameters: AuthParameters }, signIns, caller);
  },
  RespondToAuthChallenge(input, caller) {
    const { ClientId, ...challenge } = parse(inputs.RespondToAuthChallenge, input);
    const { pool, client } = lookup(ClientId);
    return respondToChallenge(pool, client, challenge, signIns, caller);
  },
  GetTokensFromRefreshToken(input, caller) {
    const { ClientId, RefreshToken, ClientSecret } = parse(inputs.GetTokensFromRefreshToken, input);
    const { client } = lookup(ClientId);
    checkSecret(client, ClientSecret);
    return signIns.refresh(client, RefreshToken, caller);
  },
  async GetUser(input) {
    const { user, client } = await signIns.userOf(parse(inputs.AccessToken, input).AccessToken);
    return { Username: user.username, UserAttributes: attributeList(readable(user, client)) };
  },
  async UpdateUserAttributes(input) {
    const { AccessToken, UserAttributes } = parse(inputs.UpdateUserAttributes, input);
    const { pool, user, client } = await signIns.userOf(AccessToken);
    checkWritable(UserAttributes.keys(), client);
    pool.update(user, UserAttributes, { verify: true });
    return { CodeDeliveryDetailsList: [] };
  },
  async GlobalSignOut(input) {
    signIns.signOutEverywhere((await signIns.userOf(parse(inputs.AccessToken, input).AccessToken)).user);
    return {};
  },
  async DeleteUser(input) {
    const { pool, user } = await signIns.userOf(parse(inputs.AccessToken, input).AccessToken);
    pool.delete(user);
    return {};
  },
  RevokeToken(input) {
    const { Token, ClientId, ClientSecret } = parse(inputs.RevokeToken, input);
    const { client } = lookup(ClientId);
    checkSecret(client, ClientSecret);
    signIns.revoke(client, Token);
    return {};
  },
});

/** `InitiateAuth` and `AdminInitiateAuth`, which differ in who may call them. */
export const initiateAuth = (
  pool: UserPool,
  client: Client,
  { flow, parameters }: { flow: string; parameters: Record<string, string> },
  signIns: SignIns,
  caller: Caller,
): Promise<object> => {
  const required = (name: string): string => {
    const value = parameters[name];
    if (value) return value;
    throw new AwsError("InvalidParameterException", `Missing required parameter ${name}`);
  };
  switch (flow) {
    case "USER_PASSWORD_AUTH":
    case "ADMIN_USER_PASSWORD_AUTH":
    case "ADMIN_NO_SRP_AUTH": {
      checkFlow(client, flow === "ADMIN_NO_SRP_AUTH" ? "ADMIN_USER_PASSWORD_AUTH" : flow);
      const username = required("USERNAME");
      checkSecretHash(client, username, parameters.SECRET_HASH);
      return signIns.withPassword(pool, client, { username, password: required("PASSWORD") }, caller);
    }
    case "REFRESH_TOKEN_AUTH":
    case "REFRESH_TOKEN":
      checkFlow(client, "REFRESH_TOKEN_AUTH");
      return signIns.refresh(client, required("REFRESH_TOKEN"), caller);
    default:
      throw new AwsError(
        "InvalidParameterException",
        `${flow} is not emulated by the local cloud: sign in with USER_PASSWORD_AUTH ` +
          '(in Amplify: options.authFlowType "USER_PASSWORD_AUTH"), which the app client must allow.',
      );
  }
};

// https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserPoolClient.html
const DEFAULT_FLOWS = ["ALLOW_REFRESH_TOKEN_AUTH", "ALLOW_USER_SRP_AUTH", "ALLOW_CUSTOM_AUTH"];

const checkFlow = (client: Client, flow: string): void => {
  const allowed = client.explicitAuthFlows.length > 0 ? client.explicitAuthFlows : DEFAULT_FLOWS;
  const legacy = flow === "ADMIN_USER_PASSWORD_AUTH" ? "ADMIN_NO_SRP_AUTH" : flow;
  // Clients with flows of the old kind may always refresh.
  const refreshOfOld = flow === "REFRESH_TOKEN_AUTH" && !allowed.some((each) => each.startsWith("ALLOW_"));
  if (!allowed.includes(`ALLOW_${flow}`) && !allowed.includes(legacy) && !refreshOfOld)
    throw new AwsError("InvalidParameterException", `${flow} flow not enabled for this client`);
};

export const respondToChallenge = (
  pool: UserPool,
  client: Client,
  challenge: { ChallengeName: string; Session: string; ChallengeResponses: Record<string, string> },
  signIns: SignIns,
  caller: Caller,
): Promise<object> => {
  const { USERNAME = "", NEW_PASSWORD, SECRET_HASH, ...rest } = challenge.ChallengeResponses;
  if (challenge.ChallengeName !== "NEW_PASSWORD_REQUIRED" || !NEW_PASSWORD)
    throw new AwsError(
      "InvalidParameterException",
      `The local cloud answers only NEW_PASSWORD_REQUIRED with a NEW_PASSWORD, not ${challenge.ChallengeName}.`,
    );
  checkSecretHash(client, USERNAME, SECRET_HASH);
  const given = Object.entries(rest).flatMap(([key, value]) =>
    key.startsWith("userAttributes.") ? [[key.slice("userAttributes.".length), value] as const] : [],
  );
  return signIns.answerNewPassword(
    pool,
    client,
    { session: challenge.Session, password: NEW_PASSWORD, attributes: new Map(given) },
    caller,
  );
};

const checkSecret = (client: Client, secret: string | undefined): void => {
  if (client.secret !== undefined && client.secret !== secret)
    throw new AwsError("NotAuthorizedException", `Unable to verify secret hash for client ${client.id}`);
};
