import { z } from "zod";
import { region, tagged } from "../../core/resource-type.ts";

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

const text = z.string().optional();
const arn = text;

const address = z.enum(["email", "phone_number"]);
/** An attribute with an address of the user. */
export type Address = z.output<typeof address>;

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
  defineAuthChallenge: arn,
  createAuthChallenge: arn,
  verifyAuthChallengeResponse: arn,
  customMessage: arn,
  // Messages go to the mailbox, whoever would send them.
  customEmailSender: z.looseObject({}).optional(),
  customSmsSender: z.looseObject({}).optional(),
  kmsKeyId: arn,
});
export type LambdaConfig = z.output<typeof lambdaConfig>;

const properties = z.strictObject({
  name: z.string().optional(),
  aliasAttributes: z.array(z.enum(["email", "phone_number", "preferred_username"])).default([]),
  usernameAttributes: z.array(address).default([]),
  autoVerifiedAttributes: z.array(address).default([]),
  passwordPolicy: passwordPolicy.default(DEFAULT_POLICY),
  usernameConfiguration: z.strictObject({ caseSensitive: z.boolean().default(false) }).optional(),
  adminCreateUserConfig: z
    .strictObject({
      allowAdminCreateUserOnly: z.boolean().default(false),
      inviteMessageTemplate: z
        .strictObject({ emailMessage: text, emailSubject: text, smsMessage: text })
        .optional(),
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
  mfaConfiguration: z.enum(["OFF", "OPTIONAL", "ON"]).default("OFF"),
  signInPolicy: z
    .strictObject({
      allowedFirstAuthFactors: z
        .array(
          z.enum(["PASSWORD", "EMAIL_OTP", "SMS_OTP"], {
            error: "passkeys (WEB_AUTHN) are not emulated: leave them out for this stage",
          }),
        )
        .optional(),
    })
    .optional(),
  softwareTokenMfaConfiguration: z.strictObject({ enabled: z.boolean() }).optional(),
  emailMfaConfiguration: z.strictObject({ message: text, subject: text }).optional(),
  accountRecoverySetting: z
    .strictObject({
      recoveryMechanisms: z
        .array(
          z.strictObject({
            name: z.enum(["verified_email", "verified_phone_number", "admin_only"]),
            priority: z.number(),
          }),
        )
        .default([]),
    })
    .optional(),
  emailConfiguration: z
    .strictObject({
      configurationSet: text,
      emailSendingAccount: text,
      fromEmailAddress: text,
      replyToEmailAddress: text,
      sourceArn: text,
    })
    .optional(),
  emailVerificationMessage: text,
  emailVerificationSubject: text,
  smsAuthenticationMessage: text,
  smsConfiguration: z.looseObject({}).optional(),
  smsVerificationMessage: text,
  verificationMessageTemplate: z
    .strictObject({
      defaultEmailOption: z.enum(["CONFIRM_WITH_CODE", "CONFIRM_WITH_LINK"]).optional(),
      emailMessage: text,
      emailMessageByLink: text,
      emailSubject: text,
      emailSubjectByLink: text,
      smsMessage: text,
    })
    .optional(),
  userAttributeUpdateSettings: z
    .strictObject({ attributesRequireVerificationBeforeUpdates: z.array(address).default([]) })
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

/** AWS refuses a pool that demands what it does not have. */
export const userPoolProperties = properties.refine(
  ({ mfaConfiguration, ...methods }) =>
    mfaConfiguration === "OFF" ||
    methods.softwareTokenMfaConfiguration?.enabled === true ||
    methods.smsConfiguration !== undefined ||
    methods.emailMfaConfiguration !== undefined,
  {
    path: ["mfaConfiguration"],
    error:
      "multi-factor sign-in needs a method: softwareTokenMfaConfiguration, smsConfiguration or emailMfaConfiguration",
  },
);
export type UserPoolProperties = z.output<typeof userPoolProperties>;
