import { z } from "zod";
import { AwsError } from "../../core/aws-error.ts";
import type { CognitoOperations } from "./api.ts";
import type { Grants } from "./grants.ts";
import * as input from "./inputs.ts";
import type { Lookup } from "./lookup.ts";
import { parse } from "./parse.ts";
import { userPoolProperties } from "./pool-properties.ts";
import { canUse, methodsOf } from "./second-factor.ts";
import type { SoftwareTokens } from "./software-tokens.ts";
import type { MfaMethod, User } from "./store.ts";
import type { UserPool } from "./user-pool.ts";

const setting = z
  .strictObject({ Enabled: z.boolean().default(false), PreferredMfa: z.boolean().default(false) })
  .optional();
const preference = {
  SMSMfaSettings: setting,
  SoftwareTokenMfaSettings: setting,
  EmailMfaSettings: setting,
};
const proof = { AccessToken: z.string().optional(), Session: input.session };
const inputs = {
  AssociateSoftwareToken: z.strictObject(proof),
  VerifySoftwareToken: z.strictObject({
    ...proof,
    UserCode: z.string().regex(/^\d{6}$/, "Member must satisfy regular expression pattern: [0-9]+"),
    FriendlyDeviceName: z.string().optional(),
  }),
  SetUserMFAPreference: z.strictObject({ ...preference, AccessToken: z.string() }),
  AdminSetUserMFAPreference: z.strictObject({ ...preference, ...input.ofUser }),
  GetUserPoolMfaConfig: z.strictObject(input.ofPool),
  SetUserPoolMfaConfig: z.strictObject({
    ...input.ofPool,
    MfaConfiguration: z.enum(["OFF", "OPTIONAL", "ON"]).optional(),
    SoftwareTokenMfaConfiguration: z.strictObject({ Enabled: z.boolean().default(false) }).optional(),
    SmsMfaConfiguration: z
      .strictObject({
        SmsAuthenticationMessage: z.string().optional(),
        SmsConfiguration: z.looseObject({}).optional(),
      })
      .optional(),
    EmailMfaConfiguration: z
      .strictObject({ Message: z.string().optional(), Subject: z.string().optional() })
      .optional(),
  }),
};

const METHODS: Readonly<Record<keyof typeof preference, MfaMethod>> = {
  SMSMfaSettings: "SMS_MFA",
  SoftwareTokenMfaSettings: "SOFTWARE_TOKEN_MFA",
  EmailMfaSettings: "EMAIL_OTP",
};

type Preference = z.output<z.ZodObject<typeof preference>>;

const prefer = (pool: UserPool, user: User, given: Preference): void => {
  let enabled = [...user.mfa.enabled];
  let { preferred } = user.mfa;
  for (const [name, method] of Object.entries(METHODS)) {
    const wanted = given[name as keyof Preference];
    if (!wanted) continue;
    if (wanted.Enabled && !methodsOf(pool).includes(method))
      throw new AwsError(
        "InvalidParameterException",
        `The user pool does not have the MFA method ${method}.`,
      );
    if (wanted.Enabled && !canUse(user, method))
      throw new AwsError(
        "InvalidParameterException",
        method === "SOFTWARE_TOKEN_MFA"
          ? "User has not verified software token mfa"
          : `User does not have delivery config set to turn on ${method}`,
      );
    enabled = enabled.filter((each) => each !== method);
    if (preferred === method) preferred = undefined;
    if (wanted.Enabled) enabled.push(method);
    if (wanted.Enabled && wanted.PreferredMfa) preferred = method;
  }
  pool.change(user, { mfa: { enabled, preferred } });
};

const poolSettings = ({ properties }: UserPool) => ({
  MfaConfiguration: properties.mfaConfiguration,
  SoftwareTokenMfaConfiguration: { Enabled: properties.softwareTokenMfaConfiguration?.enabled ?? false },
  SmsMfaConfiguration: properties.smsConfiguration && {
    SmsAuthenticationMessage: properties.smsAuthenticationMessage,
  },
  EmailMfaConfiguration: properties.emailMfaConfiguration && {
    Message: properties.emailMfaConfiguration.message,
    Subject: properties.emailMfaConfiguration.subject,
  },
});

interface Parts {
  readonly lookup: Lookup;
  readonly grants: Grants;
  readonly softwareTokens: SoftwareTokens;
}

/** Second factors: what users set up, and what a pool has. */
export const mfaOperations = ({ lookup, grants, softwareTokens }: Parts) => {
  const forUsers: CognitoOperations = {
    async AssociateSoftwareToken(raw) {
      const given = parse(inputs.AssociateSoftwareToken, raw);
      return { SecretCode: await softwareTokens.associate(given), Session: given.Session };
    },
    async VerifySoftwareToken(raw) {
      const given = parse(inputs.VerifySoftwareToken, raw);
      await softwareTokens.verify(given, given.UserCode);
      return { Status: "SUCCESS", Session: given.Session };
    },
    async SetUserMFAPreference(raw) {
      const { AccessToken, ...given } = parse(inputs.SetUserMFAPreference, raw);
      const { pool, user } = await grants.bearerOf(AccessToken);
      prefer(pool, user, given);
      return {};
    },
  };
  const forAdministrators: CognitoOperations = {
    AdminSetUserMFAPreference(raw) {
      const { UserPoolId, Username, ...given } = parse(inputs.AdminSetUserMFAPreference, raw);
      const { pool, user } = lookup.user({ UserPoolId, Username });
      prefer(pool, user, given);
      return {};
    },
    GetUserPoolMfaConfig: (raw) =>
      poolSettings(lookup.pool(parse(inputs.GetUserPoolMfaConfig, raw).UserPoolId)),
    SetUserPoolMfaConfig(raw) {
      const given = parse(inputs.SetUserPoolMfaConfig, raw);
      const pool = lookup.pool(given.UserPoolId);
      const { SmsMfaConfiguration: sms, EmailMfaConfiguration: mail } = given;
      const changed = parse(userPoolProperties, {
        ...pool.properties,
        mfaConfiguration: given.MfaConfiguration ?? pool.properties.mfaConfiguration,
        softwareTokenMfaConfiguration: { enabled: given.SoftwareTokenMfaConfiguration?.Enabled ?? false },
        smsConfiguration: sms?.SmsConfiguration,
        smsAuthenticationMessage: sms?.SmsAuthenticationMessage,
        emailMfaConfiguration: mail && { message: mail.Message, subject: mail.Subject },
      });
      Object.assign(pool.properties, changed);
      return poolSettings(pool);
    },
  };
  return { forUsers, forAdministrators };
};
