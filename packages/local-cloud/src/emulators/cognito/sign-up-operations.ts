import { z } from "zod";
import type { CognitoOperations } from "./api.ts";
import { attributesInput, usernameInput } from "./attributes.ts";
import * as input from "./inputs.ts";
import type { Lookup } from "./lookup.ts";
import { parse } from "./parse.ts";
import type { Recovery } from "./recovery.ts";
import type { Registration } from "./registration.ts";

const validationData = z
  .array(z.looseObject({ Name: z.string(), Value: z.string().default("") }))
  .default([]);
const valuesOf = (pairs: z.output<typeof validationData>) =>
  pairs.length > 0 ? Object.fromEntries(pairs.map(({ Name, Value }) => [Name, Value])) : null;

const common = {
  ClientId: input.clientId,
  SecretHash: z.string().optional(),
  Username: usernameInput,
  ClientMetadata: input.metadata,
  ...input.context,
};
const inputs = {
  SignUp: z.strictObject({
    ...common,
    Password: input.password.optional(),
    UserAttributes: attributesInput,
    ValidationData: validationData,
  }),
  ConfirmSignUp: z.strictObject({
    ...common,
    ConfirmationCode: input.code,
    ForceAliasCreation: z.boolean().optional(),
    Session: input.session,
  }),
  OfUser: z.strictObject(common),
  ConfirmForgotPassword: z.strictObject({
    ...common,
    ConfirmationCode: input.code,
    Password: input.password,
  }),
};

interface Parts {
  readonly lookup: Lookup;
  readonly registration: Registration;
  readonly recovery: Recovery;
}

/** What people do before they are signed in. */
export const signUpOperations = ({ lookup, registration, recovery }: Parts): CognitoOperations => ({
  async SignUp(raw, caller) {
    const given = parse(inputs.SignUp, raw);
    const { user, delivery } = await registration.signUp(lookup.attempt(given, caller), {
      username: given.Username,
      password: given.Password,
      attributes: given.UserAttributes,
      validationData: valuesOf(given.ValidationData),
    });
    return {
      UserConfirmed: user.status === "CONFIRMED",
      UserSub: user.sub,
      CodeDeliveryDetails: delivery,
    };
  },
  async ConfirmSignUp(raw, caller) {
    const given = parse(inputs.ConfirmSignUp, raw);
    await registration.confirm(lookup.attempt(given, caller), given.Username, given.ConfirmationCode);
    return {};
  },
  async ResendConfirmationCode(raw, caller) {
    const given = parse(inputs.OfUser, raw);
    return {
      CodeDeliveryDetails: await registration.resend(lookup.attempt(given, caller), given.Username),
    };
  },
  async ForgotPassword(raw, caller) {
    const given = parse(inputs.OfUser, raw);
    return { CodeDeliveryDetails: await recovery.forgot(lookup.attempt(given, caller), given.Username) };
  },
  async ConfirmForgotPassword(raw, caller) {
    const given = parse(inputs.ConfirmForgotPassword, raw);
    const attempt = lookup.attempt(given, caller);
    await recovery.confirm(attempt, given.Username, given.ConfirmationCode, given.Password);
    return {};
  },
});
