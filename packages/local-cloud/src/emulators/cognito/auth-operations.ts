import { z } from "zod";
import { AwsError } from "../../core/aws-error.ts";
import type { Caller } from "../../core/cloud.ts";
import type { CognitoOperations } from "./api.ts";
import type { Grants } from "./grants.ts";
import * as input from "./inputs.ts";
import type { Lookup } from "./lookup.ts";
import { checkSecretHash, type Parameters, requiredParameter } from "./parameters.ts";
import { parse } from "./parse.ts";
import type { Attempt, SignIns, Step } from "./sign-in.ts";
import type { Client } from "./store.ts";

const initiate = {
  AuthFlow: z.string(),
  AuthParameters: input.parameters,
  ClientId: input.clientId,
  ClientMetadata: input.metadata,
  Session: input.session,
  ...input.context,
};
const respond = {
  ClientId: input.clientId,
  ChallengeName: z.string(),
  Session: input.session,
  ChallengeResponses: input.parameters,
  ClientMetadata: input.metadata,
  ...input.context,
};
const inputs = {
  InitiateAuth: z.strictObject(initiate),
  AdminInitiateAuth: z.strictObject({ ...initiate, ...input.ofPool }),
  RespondToAuthChallenge: z.strictObject(respond),
  AdminRespondToAuthChallenge: z.strictObject({ ...respond, ...input.ofPool }),
  GetTokensFromRefreshToken: z.strictObject({
    RefreshToken: z.string(),
    ClientId: input.clientId,
    ClientSecret: z.string().optional(),
    DeviceKey: z.string().optional(),
    ClientMetadata: input.metadata,
  }),
  RevokeToken: z.strictObject({
    Token: z.string(),
    ClientId: input.clientId,
    ClientSecret: z.string().optional(),
  }),
};

// https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserPoolClient.html
const DEFAULT_FLOWS = ["ALLOW_REFRESH_TOKEN_AUTH", "ALLOW_USER_SRP_AUTH", "ALLOW_CUSTOM_AUTH"];
/** What the flows were called before, and are by some clients still. */
const OLD_NAMES: Readonly<Record<string, string>> = {
  ADMIN_USER_PASSWORD_AUTH: "ADMIN_NO_SRP_AUTH",
  CUSTOM_AUTH: "CUSTOM_AUTH_FLOW_ONLY",
};

const checkFlow = (client: Client, flow: string): void => {
  const allowed = client.explicitAuthFlows.length > 0 ? client.explicitAuthFlows : DEFAULT_FLOWS;
  // Clients with flows of the old kind may always refresh.
  const refreshOfOld = flow === "REFRESH_TOKEN_AUTH" && !allowed.some((each) => each.startsWith("ALLOW_"));
  const names = [`ALLOW_${flow}`, OLD_NAMES[flow] ?? flow];
  if (!refreshOfOld && !names.some((name) => allowed.includes(name)))
    throw new AwsError("InvalidParameterException", `${flow} flow not enabled for this client`);
};

const checkSecret = (client: Client, secret: string | undefined): void => {
  if (client.secret !== undefined && client.secret !== secret)
    throw new AwsError("NotAuthorizedException", `Unable to verify secret hash for client ${client.id}`);
};

interface Parts {
  readonly lookup: Lookup;
  readonly signIns: SignIns;
  readonly grants: Grants;
}

/** Signing in and renewing tokens: those that apps make, and those that administrators make. */
export const authOperations = ({ lookup, signIns, grants }: Parts) => {
  const result = async (attempt: Attempt, step: Step) => {
    if ("ChallengeName" in step) return step;
    const { user, why } = step;
    const AuthenticationResult = await grants.give({ ...attempt, user, why }, grants.signIn());
    return { AuthenticationResult, ChallengeParameters: {} };
  };

  const begin = async (attempt: Attempt, flow: string, given: Parameters) => {
    const { client } = attempt;
    const username = () => {
      const name = requiredParameter(given, "USERNAME");
      checkSecretHash(client, name, given.SECRET_HASH);
      return name;
    };
    switch (flow) {
      case "USER_PASSWORD_AUTH":
      case "ADMIN_USER_PASSWORD_AUTH":
      case "ADMIN_NO_SRP_AUTH": {
        checkFlow(client, flow === "ADMIN_NO_SRP_AUTH" ? "ADMIN_USER_PASSWORD_AUTH" : flow);
        const name = username();
        return signIns.withPassword(attempt, name, requiredParameter(given, "PASSWORD"));
      }
      case "USER_SRP_AUTH": {
        checkFlow(client, flow);
        const name = username();
        return signIns.withSrp(attempt, name, requiredParameter(given, "SRP_A"));
      }
      case "CUSTOM_AUTH":
        checkFlow(client, flow);
        return signIns.withCustomChallenges(
          attempt,
          username(),
          given.CHALLENGE_NAME === "SRP_A" ? requiredParameter(given, "SRP_A") : undefined,
        );
      case "USER_AUTH":
        checkFlow(client, flow);
        return signIns.withChoice(attempt, username(), given);
      default:
        throw new AwsError(
          "InvalidParameterException",
          `There is no flow ${flow}: sign in with USER_SRP_AUTH, USER_PASSWORD_AUTH, USER_AUTH, ADMIN_USER_PASSWORD_AUTH or CUSTOM_AUTH.`,
        );
    }
  };

  const initiateAuth = async (
    attempt: Attempt,
    { AuthFlow: flow, AuthParameters: given }: { AuthFlow: string; AuthParameters: Parameters },
  ) => {
    if (flow !== "REFRESH_TOKEN_AUTH" && flow !== "REFRESH_TOKEN")
      return result(attempt, await begin(attempt, flow, given));
    checkFlow(attempt.client, "REFRESH_TOKEN_AUTH");
    return refresh(attempt.client, requiredParameter(given, "REFRESH_TOKEN"), attempt.caller);
  };
  const refresh = async (client: Client, token: string, caller: Caller) => {
    const { scope: _, ...AuthenticationResult } = await grants.refresh(client, token, caller);
    return { AuthenticationResult };
  };
  const attemptOf = (
    { pool, client }: Pick<Attempt, "pool" | "client">,
    { ClientMetadata: metadata }: { ClientMetadata?: Parameters | undefined },
    caller: Caller,
  ): Attempt => ({ pool, client, caller, metadata });

  const byApps: CognitoOperations = {
    InitiateAuth(raw, caller) {
      const given = parse(inputs.InitiateAuth, raw);
      const attempt = attemptOf(lookup.client(given.ClientId), given, caller);
      if (given.AuthFlow.startsWith("ADMIN_"))
        throw new AwsError("InvalidParameterException", "Initiate Auth method not supported.");
      return initiateAuth(attempt, given);
    },
    async RespondToAuthChallenge(raw, caller) {
      const given = parse(inputs.RespondToAuthChallenge, raw);
      const attempt = attemptOf(lookup.client(given.ClientId), given, caller);
      const { ChallengeName, Session, ChallengeResponses } = given;
      return result(attempt, await signIns.answer(attempt, ChallengeName, Session, ChallengeResponses));
    },
    GetTokensFromRefreshToken(raw, caller) {
      const { ClientId, RefreshToken, ClientSecret } = parse(inputs.GetTokensFromRefreshToken, raw);
      const { client } = lookup.client(ClientId);
      checkSecret(client, ClientSecret);
      return refresh(client, RefreshToken, caller);
    },
    RevokeToken(raw) {
      const { Token, ClientId, ClientSecret } = parse(inputs.RevokeToken, raw);
      const { client } = lookup.client(ClientId);
      checkSecret(client, ClientSecret);
      grants.revoke(client, Token);
      return {};
    },
  };
  const byAdministrators: CognitoOperations = {
    AdminInitiateAuth(raw, caller) {
      const given = parse(inputs.AdminInitiateAuth, raw);
      const found = lookup.client(given.ClientId, lookup.pool(given.UserPoolId));
      return initiateAuth(attemptOf(found, given, caller), given);
    },
    async AdminRespondToAuthChallenge(raw, caller) {
      const given = parse(inputs.AdminRespondToAuthChallenge, raw);
      const found = lookup.client(given.ClientId, lookup.pool(given.UserPoolId));
      const attempt = attemptOf(found, given, caller);
      const { ChallengeName, Session, ChallengeResponses } = given;
      return result(attempt, await signIns.answer(attempt, ChallengeName, Session, ChallengeResponses));
    },
  };
  return { byApps, byAdministrators };
};
