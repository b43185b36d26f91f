import { z } from "zod";
import { AwsError } from "../../core/aws-error.ts";
import { pageToken } from "../parse-input.ts";
import type { CognitoOperations } from "./api.ts";
import { attributeList, attributesInput, usernameInput } from "./attributes.ts";
import { groupOperations } from "./group-operations.ts";
import { parse } from "./parse.ts";
import { initiateAuth, respondToChallenge } from "./public-operations.ts";
import type { SignIns } from "./sign-in.ts";
import type { AskTrigger } from "./triggers.ts";
import type { User, UserPool } from "./user-pool.ts";

const loose = z.looseObject({}).optional();
const ofPool = { UserPoolId: z.string() };
const ofUser = { ...ofPool, Username: usernameInput };
const authParameters = z.record(z.string(), z.string()).default({});

const inputs = {
  User: z.strictObject(ofUser),
  AdminCreateUser: z.strictObject({
    ...ofUser,
    TemporaryPassword: z.string().optional(),
    UserAttributes: attributesInput,
    MessageAction: z.enum(["SUPPRESS", "RESEND"]).optional(),
    DesiredDeliveryMediums: z.array(z.string()).optional(),
    ForceAliasCreation: z.boolean().optional(),
    ValidationData: z.array(z.looseObject({})).optional(),
    ClientMetadata: loose,
  }),
  AdminSetUserPassword: z.strictObject({
    ...ofUser,
    Password: z.string(),
    Permanent: z.boolean().default(false),
  }),
  AdminInitiateAuth: z.strictObject({
    ...ofPool,
    ClientId: z.string(),
    AuthFlow: z.string(),
    AuthParameters: authParameters,
    ClientMetadata: loose,
    AnalyticsMetadata: loose,
    ContextData: loose,
    Session: z.string().optional(),
  }),
  AdminRespondToAuthChallenge: z.strictObject({
    ...ofPool,
    ClientId: z.string(),
    ChallengeName: z.string(),
    Session: z.string(),
    ChallengeResponses: authParameters,
    ClientMetadata: loose,
    AnalyticsMetadata: loose,
    ContextData: loose,
  }),
  AdminUpdateUserAttributes: z.strictObject({
    ...ofUser,
    UserAttributes: attributesInput,
    ClientMetadata: loose,
  }),
  ListUsers: z.strictObject({
    ...ofPool,
    AttributesToGet: z.array(z.string()).optional(),
    Limit: z.number().int().min(0).max(60).default(60),
    PaginationToken: pageToken,
    Filter: z.string().max(256).optional(),
  }),
  ListUserPools: z.strictObject({
    MaxResults: z.number().int().min(1).max(60),
    NextToken: pageToken,
  }),
  DescribeUserPool: z.strictObject(ofPool),
};

/** Operations that need AWS credentials. */
export const adminOperations = (
  pools: ReadonlyMap<string, UserPool>,
  signIns: SignIns,
  ask: AskTrigger,
): CognitoOperations => {
  const poolOf = (id: string): UserPool => {
    const pool = pools.get(id);
    if (!pool) throw new AwsError("ResourceNotFoundException", `User pool ${id} does not exist.`);
    return pool;
  };
  const userOf = ({ UserPoolId, Username }: { UserPoolId: string; Username: string }) => {
    const pool = poolOf(UserPoolId);
    const user = pool.find(Username);
    if (!user) throw new AwsError("UserNotFoundException", "User does not exist.");
    return { pool, user };
  };
  const clientOf = (pool: UserPool, id: string) => {
    const client = pool.clients.get(id);
    if (!client) throw new AwsError("ResourceNotFoundException", `User pool client ${id} does not exist.`);
    return client;
  };

  return {
    ...groupOperations(poolOf, userOf),
    async AdminCreateUser(input, caller) {
      const { UserPoolId, Username, TemporaryPassword, UserAttributes, ClientMetadata } = parse(
        inputs.AdminCreateUser,
        input,
      );
      const pool = poolOf(UserPoolId);
      await ask("preSignUp", {
        pool,
        clientId: "CLIENT_ID_NOT_APPLICABLE",
        username: Username,
        attributes: UserAttributes,
        source: "PreSignUp_AdminCreateUser",
        request: { clientMetadata: ClientMetadata },
        caller,
      });
      const user = pool.add({
        username: Username,
        password: TemporaryPassword,
        attributes: UserAttributes,
        status: "FORCE_CHANGE_PASSWORD",
      });
      return { User: describe(user) };
    },
    AdminSetUserPassword(input) {
      const { Password, Permanent, ...key } = parse(inputs.AdminSetUserPassword, input);
      const { pool, user } = userOf(key);
      pool.setPassword(user, Password, Permanent ? "CONFIRMED" : "FORCE_CHANGE_PASSWORD");
      return {};
    },
    AdminGetUser(input) {
      const { user } = userOf(parse(inputs.User, input));
      const { Attributes, ...rest } = describe(user);
      return { ...rest, UserAttributes: Attributes };
    },
    AdminUpdateUserAttributes(input) {
      const { UserAttributes, ...key } = parse(inputs.AdminUpdateUserAttributes, input);
      const { pool, user } = userOf(key);
      pool.update(user, UserAttributes);
      return {};
    },
    AdminDeleteUser(input) {
      const { pool, user } = userOf(parse(inputs.User, input));
      pool.delete(user);
      return {};
    },
    AdminUserGlobalSignOut(input) {
      signIns.signOutEverywhere(userOf(parse(inputs.User, input)).user);
      return {};
    },
    AdminInitiateAuth(input, caller) {
      const { UserPoolId, ClientId, AuthFlow, AuthParameters } = parse(inputs.AdminInitiateAuth, input);
      const pool = poolOf(UserPoolId);
      const given = { flow: AuthFlow, parameters: AuthParameters };
      return initiateAuth(pool, clientOf(pool, ClientId), given, signIns, caller);
    },
    AdminRespondToAuthChallenge(input, caller) {
      const { UserPoolId, ClientId, ...challenge } = parse(inputs.AdminRespondToAuthChallenge, input);
      const pool = poolOf(UserPoolId);
      return respondToChallenge(pool, clientOf(pool, ClientId), challenge, signIns, caller);
    },
    ListUsers(input) {
      const { UserPoolId, Limit, PaginationToken, Filter, AttributesToGet } = parse(inputs.ListUsers, input);
      const matches = userFilter(Filter);
      const all = [...poolOf(UserPoolId).users()].filter(matches);
      const from = PaginationToken;
      const to = from + (Limit || 60);
      return {
        Users: all.slice(from, to).map((user) => describe(user, AttributesToGet)),
        PaginationToken: to < all.length ? String(to) : undefined,
      };
    },
    ListUserPools(input) {
      const { MaxResults, NextToken: from } = parse(inputs.ListUserPools, input);
      const to = from + MaxResults;
      return {
        UserPools: [...pools.values()]
          .slice(from, to)
          .map(({ id, name, createdAt }) => ({ Id: id, Name: name, CreationDate: new Date(createdAt) })),
        NextToken: to < pools.size ? String(to) : undefined,
      };
    },
    DescribeUserPool(input) {
      const { id, name, arn, createdAt, properties, users } = poolOf(
        parse(inputs.DescribeUserPool, input).UserPoolId,
      );
      const { minimumLength, requireLowercase, requireNumbers, requireSymbols, requireUppercase } =
        properties.passwordPolicy;
      return {
        UserPool: {
          Id: id,
          Name: name,
          Arn: arn,
          CreationDate: new Date(createdAt),
          LastModifiedDate: new Date(createdAt),
          EstimatedNumberOfUsers: [...users()].length,
          MfaConfiguration: properties.mfaConfiguration,
          UsernameAttributes: properties.usernameAttributes,
          AliasAttributes: properties.aliasAttributes,
          AutoVerifiedAttributes: properties.autoVerifiedAttributes,
          Policies: {
            PasswordPolicy: {
              MinimumLength: minimumLength,
              RequireLowercase: requireLowercase,
              RequireNumbers: requireNumbers,
              RequireSymbols: requireSymbols,
              RequireUppercase: requireUppercase,
            },
          },
        },
      };
    },
  };
};

const describe = (user: User, names?: readonly string[]) => ({
  Username: user.username,
  Attributes: attributeList([...user.attributes].filter(([name]) => names?.includes(name) ?? true)),
  UserCreateDate: new Date(user.createdAt),
  UserLastModifiedDate: new Date(user.modifiedAt),
  Enabled: user.enabled,
  UserStatus: user.status,
});

// `email = "a@b.c"` or `email ^= "a"`:
// https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListUsers.html
const userFilter = (filter: string | undefined): ((user: User) => boolean) => {
  if (!filter) return () => true;
  const [, name, operator, value] = /^\s*([\w:]+)\s*(\^?=)\s*"((?:[^"\\]|\\.)*)"\s*$/.exec(filter) ?? [];
  if (name === undefined || value === undefined)
    throw new AwsError("InvalidParameterException", "Error while parsing filter.");
  const wanted = value.replace(/\\(.)/g, "$1");
  return (user) => {
    const found = SPECIAL.get(name)?.(user) ?? user.attributes.get(name) ?? "";
    return operator === "=" ? found === wanted : found.startsWith(wanted);
  };
};

const SPECIAL = new Map<string, (user: User) => string>([
  ["username", (user) => user.username],
  ["cognito:user_status", (user) => user.status],
  ["status", (user) => (user.enabled ? "Enabled" : "Disabled")],
]);
