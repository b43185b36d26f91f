import { z } from "zod";
import { arnOf } from "../../core/arn.ts";
import {
  type Account,
  defineResourceType,
  type ResourceType,
  region,
  stableId,
  tagged,
} from "../../core/resource-type.ts";

const texts = z.record(z.string(), z.string()).optional();

const passwordPolicy = z.strictObject({
  minimumLength: z.number().int().min(6).max(99).default(8),
  requireLowercase: z.boolean().default(false),
  requireNumbers: z.boolean().default(false),
  requireSymbols: z.boolean().default(false),
  requireUppercase: z.boolean().default(false),
  // Passwords are not kept long enough on a laptop for these two to matter.
  passwordHistorySize: z.number().optional(),
  temporaryPasswordValidityDays: z.number().optional(),
});

// https://docs.aws.amazon.com/cognito/latest/developerguide/managing-users-passwords.html
const DEFAULT_POLICY = {
  minimumLength: 8,
  requireLowercase: true,
  requireNumbers: true,
  requireSymbols: true,
  requireUppercase: true,
};

/** https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-attributes.html */
export const STANDARD_ATTRIBUTES: ReadonlySet<string> = new Set(
  (
    "address birthdate email email_verified family_name gender given_name locale middle_name name nickname " +
    "phone_number phone_number_verified picture preferred_username profile sub updated_at website zoneinfo"
  ).split(" "),
);

// Texts in Pulumi.
const bound = z.coerce.number().optional();

const noChallenges = z
  .never({ error: "challenges of an app's own are not emulated: leave the trigger out for this stage" })
  .optional();
const arn = z.string().optional();

const lambdaConfig = z.strictObject({
  preSignUp: arn,
  postConfirmation: arn,
  preAuthentication: arn,
  postAuthentication: arn,
  preTokenGeneration: arn,
  preTokenGenerationConfig: z
    .strictObject({ lambdaArn: z.string(), lambdaVersion: z.enum(["V1_0", "V2_0", "V3_0"]) })
    .optional(),
  userMigration: arn,
  defineAuthChallenge: noChallenges,
  createAuthChallenge: noChallenges,
  verifyAuthChallengeResponse: noChallenges,
  // No message is sent.
  customMessage: arn,
  customEmailSender: z.looseObject({}).optional(),
  customSmsSender: z.looseObject({}).optional(),
  kmsKeyId: arn,
});
export type LambdaConfig = z.output<typeof lambdaConfig>;

export const userPoolProperties = z.strictObject({
  name: z.string().optional(),
  aliasAttributes: z.array(z.enum(["email", "phone_number", "preferred_username"])).default([]),
  usernameAttributes: z.array(z.enum(["email", "phone_number"])).default([]),
  autoVerifiedAttributes: z.array(z.enum(["email", "phone_number"])).default([]),
  passwordPolicy: passwordPolicy.default(DEFAULT_POLICY),
  usernameConfiguration: z.strictObject({ caseSensitive: z.boolean().default(false) }).optional(),
  adminCreateUserConfig: z
    .strictObject({
      allowAdminCreateUserOnly: z.boolean().default(false),
      inviteMessageTemplate: z.looseObject({}).optional(),
    })
    .optional(),
  schemas: z
    .array(
      z.strictObject({
        name: z.string(),
        attributeDataType: z.enum(["String", "Number", "Boolean", "DateTime"]),
        developerOnlyAttribute: z.literal(false).optional(),
        mutable: z.boolean().optional(),
        required: z.boolean().default(false),
        numberAttributeConstraints: z.strictObject({ minValue: bound, maxValue: bound }).optional(),
        stringAttributeConstraints: z.strictObject({ minLength: bound, maxLength: bound }).optional(),
      }),
    )
    .refine(
      (schemas) => schemas.every(({ name, required }) => !required || STANDARD_ATTRIBUTES.has(name)),
      "a custom attribute cannot be required: AWS refuses that",
    )
    .default([]),
  mfaConfiguration: z
    .literal("OFF", { error: "multi-factor sign-in is not emulated locally: leave mfa off for this stage" })
    .default("OFF"),
  // No message is sent locally: users are confirmed at sign-up.
  accountRecoverySetting: z.looseObject({}).optional(),
  emailConfiguration: z.looseObject({}).optional(),
  emailVerificationMessage: z.string().optional(),
  emailVerificationSubject: z.string().optional(),
  smsAuthenticationMessage: z.string().optional(),
  smsConfiguration: z.looseObject({}).optional(),
  smsVerificationMessage: z.string().optional(),
  verificationMessageTemplate: z.looseObject({}).optional(),
  userAttributeUpdateSettings: z
    .strictObject({
      attributesRequireVerificationBeforeUpdates: z
        .array(z.string())
        .max(
          0,
          "an address that is changed counts at once locally, since no code is sent: leave it out for this stage",
        ),
    })
    .optional(),
  lambdaConfig: lambdaConfig.optional(),
  userPoolAddOns: z
    .looseObject({
      advancedSecurityMode: z.enum(["OFF", "AUDIT"], {
        error: "threat protection is not emulated: use OFF or AUDIT",
      }),
    })
    .optional(),
  userPoolTier: z.string().optional(),
  deletionProtection: z.string().optional(),
  region,
  ...tagged,
});
export type UserPoolProperties = z.output<typeof userPoolProperties>;

const unit = z.enum(["seconds", "minutes", "hours", "days"]);

export const userPoolClientProperties = z.strictObject({
  userPoolId: z.string(),
  name: z.string().optional(),
  explicitAuthFlows: z.array(z.string()).default([]),
  generateSecret: z.boolean().default(false),
  accessTokenValidity: z.number().positive().optional(),
  idTokenValidity: z.number().positive().optional(),
  refreshTokenValidity: z.number().nonnegative().optional(),
  tokenValidityUnits: z
    .strictObject({ accessToken: unit.optional(), idToken: unit.optional(), refreshToken: unit.optional() })
    .default({}),
  enableTokenRevocation: z.boolean().default(true),
  refreshTokenRotation: z
    .strictObject({
      feature: z.enum(["ENABLED", "DISABLED"]),
      retryGracePeriodSeconds: z.number().optional(),
    })
    .optional(),
  preventUserExistenceErrors: z.enum(["ENABLED", "LEGACY"]).default("LEGACY"),
  readAttributes: z.array(z.string()).default([]),
  writeAttributes: z.array(z.string()).default([]),
  // The hosted sign-in pages, which these are for, are not served locally.
  allowedOauthFlows: z.array(z.string()).optional(),
  allowedOauthFlowsUserPoolClient: z.boolean().optional(),
  allowedOauthScopes: z.array(z.string()).optional(),
  callbackUrls: z.array(z.string()).optional(),
  defaultRedirectUri: z.string().optional(),
  logoutUrls: z.array(z.string()).optional(),
  supportedIdentityProviders: z
    .array(z.literal("COGNITO", { error: "only users of the pool itself can sign in locally: use COGNITO" }))
    .optional(),
  authSessionValidity: z.number().optional(),
  enablePropagateAdditionalUserContextData: z.boolean().optional(),
  region,
});
export type UserPoolClientProperties = z.output<typeof userPoolClientProperties>;

export const userGroupProperties = z.strictObject({
  userPoolId: z.string(),
  name: z.string().optional(),
  description: z.string().optional(),
  precedence: z.number().optional(),
  roleArn: z.string().optional(),
  region,
});

export const userProperties = z.strictObject({
  userPoolId: z.string(),
  username: z.string(),
  password: z.string().optional(),
  temporaryPassword: z.string().optional(),
  attributes: z.record(z.string(), z.string()).default({}),
  enabled: z.boolean().default(true),
  messageAction: z.string().optional(),
  desiredDeliveryMediums: z.array(z.string()).optional(),
  forceAliasCreation: z.boolean().optional(),
  clientMetadata: texts,
  validationData: texts,
  region,
});

export const userInGroupProperties = z.strictObject({
  userPoolId: z.string(),
  groupName: z.string(),
  username: z.string(),
  region,
});

const poolId = (name: string, { region }: Account): string => `${region}_${stableId(`pool ${name}`, 9)}`;

const longId = (text: string): string => stableId(text, 13) + stableId(`${text} again`, 13);

export const userPoolArn = (id: string, account: Account): string =>
  arnOf("cognito-idp", account, `userpool/${id}`);

export const resourceTypes: ResourceType[] = [
  defineResourceType({
    type: "aws:cognito/userPool:UserPool",
    properties: userPoolProperties,
    compute: ({ name, inputs }, account) => {
      const id = poolId(name, account);
      return {
        id,
        arn: userPoolArn(id, account),
        name: inputs.name ?? name,
        endpoint: `cognito-idp.${account.region}.amazonaws.com/${id}`,
      };
    },
  }),
  defineResourceType({
    type: "aws:cognito/userPoolClient:UserPoolClient",
    properties: userPoolClientProperties,
    compute: ({ name, inputs }) => ({
      id: longId(`client ${inputs.userPoolId} ${name}`),
      name: inputs.name ?? name,
      clientSecret: inputs.generateSecret
        ? longId(`secret ${inputs.userPoolId} ${name}`) + longId(`more secret ${name}`)
        : "",
    }),
  }),
  defineResourceType({
    type: "aws:cognito/userGroup:UserGroup",
    properties: userGroupProperties,
    compute: ({ name, inputs }) => ({
      id: `${inputs.userPoolId}/${inputs.name ?? name}`,
      name: inputs.name ?? name,
    }),
  }),
  defineResourceType({
    type: "aws:cognito/user:User",
    properties: userProperties,
    compute: ({ inputs }) => ({
      id: `${inputs.userPoolId}/${inputs.username}`,
      sub: userSub(inputs.userPoolId, inputs.username),
      status: inputs.password ? "CONFIRMED" : "FORCE_CHANGE_PASSWORD",
    }),
  }),
  defineResourceType({
    type: "aws:cognito/userInGroup:UserInGroup",
    properties: userInGroupProperties,
    compute: ({ inputs }) => ({ id: `${inputs.userPoolId}/${inputs.groupName}/${inputs.username}` }),
  }),
  defineResourceType({
    type: "aws:cognito/userPoolDomain:UserPoolDomain",
    properties: z.strictObject({
      domain: z.string(),
      userPoolId: z.string(),
      certificateArn: z.string().optional(),
      managedLoginVersion: z.number().optional(),
      region,
    }),
    compute: ({ inputs }) => ({
      id: inputs.domain,
      cloudfrontDistribution: "d111111abcdef8.cloudfront.net",
      cloudfrontDistributionArn: "d111111abcdef8.cloudfront.net",
      cloudfrontDistributionZoneId: "Z2FDTNDATAQYW2",
    }),
    inert: "user pool domains: the hosted sign-in pages are not served, sign in through the API",
  }),
];

/** `sub` of a user that the config declares: a UUID that stays the same from start to start. */
export const userSub = (userPoolId: string, username: string): string => {
  const digits = BigInt(`0x${Buffer.from(longId(`${userPoolId} ${username}`)).toString("hex")}`)
    .toString(16)
    .slice(0, 32);
  return digits.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, "$1-$2-4$3-a$4-$5");
};
