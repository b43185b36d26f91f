import { z } from "zod";
import { AwsError } from "../../core/aws-error.ts";
import type { Addresses } from "./addresses.ts";
import type { CognitoOperations } from "./api.ts";
import { attributesInput } from "./attributes.ts";
import { describeUser } from "./describe-user.ts";
import type { Grants } from "./grants.ts";
import * as input from "./inputs.ts";
import { byAdministrator, type Lookup } from "./lookup.ts";
import type { SendMessage } from "./messages.ts";
import { parse } from "./parse.ts";
import type { Recovery } from "./recovery.ts";
import type { Registration } from "./registration.ts";
import { temporaryPassword } from "./temporary-password.ts";
import type { AskTrigger } from "./triggers.ts";

const inputs = {
  User: z.strictObject(input.ofUser),
  UserWithMetadata: z.strictObject({ ...input.ofUser, ClientMetadata: input.metadata }),
  AdminCreateUser: z.strictObject({
    ...input.ofUser,
    TemporaryPassword: z.string().optional(),
    UserAttributes: attributesInput,
    MessageAction: z.enum(["SUPPRESS", "RESEND"]).optional(),
    DesiredDeliveryMediums: z.array(z.enum(["EMAIL", "SMS"])).default(["SMS"]),
    ForceAliasCreation: z.boolean().optional(),
    ValidationData: z.array(z.looseObject({})).optional(),
    ClientMetadata: input.metadata,
  }),
  AdminSetUserPassword: z.strictObject({
    ...input.ofUser,
    Password: z.string(),
    Permanent: z.boolean().default(false),
  }),
  AdminUpdateUserAttributes: z.strictObject({
    ...input.ofUser,
    UserAttributes: attributesInput,
    ClientMetadata: input.metadata,
  }),
  AdminDeleteUserAttributes: z.strictObject({
    ...input.ofUser,
    UserAttributeNames: z.array(z.string()),
  }),
};

interface Parts {
  readonly lookup: Lookup;
  readonly grants: Grants;
  readonly registration: Registration;
  readonly recovery: Recovery;
  readonly addresses: Addresses;
  readonly send: SendMessage;
  readonly ask: AskTrigger;
}

/** What administrators do with users. */
export const adminOperations = (parts: Parts): CognitoOperations => {
  const { lookup, grants, registration, recovery, addresses, send, ask } = parts;

  const create: CognitoOperations["AdminCreateUser"] = async (raw, caller) => {
    const given = parse(inputs.AdminCreateUser, raw);
    const pool = lookup.pool(given.UserPoolId);
    const { clientId, ...act } = { clientId: "CLIENT_ID_NOT_APPLICABLE", pool, caller };
    const known = given.MessageAction === "RESEND" ? pool.find(given.Username) : undefined;
    if (given.MessageAction === "RESEND" && known?.status !== "FORCE_CHANGE_PASSWORD")
      throw known
        ? new AwsError("UnsupportedUserStateException", `Resend not possible. ${known.status}`)
        : new AwsError("UserNotFoundException", "User does not exist.");
    if (!known)
      await ask("preSignUp", {
        ...act,
        clientId,
        username: given.Username,
        attributes: given.UserAttributes,
        source: "PreSignUp_AdminCreateUser",
        request: { clientMetadata: given.ClientMetadata },
      });
    const password = given.TemporaryPassword ?? temporaryPassword(pool.properties.passwordPolicy);
    const user = known
      ? pool.setPassword(known, password, "FORCE_CHANGE_PASSWORD")
      : pool.add({
          username: given.Username,
          password,
          attributes: given.UserAttributes,
          status: "FORCE_CHANGE_PASSWORD",
        });
    const wanted = given.DesiredDeliveryMediums.map((medium) =>
      medium === "EMAIL" ? ("email" as const) : ("phone_number" as const),
    );
    for (const address of given.MessageAction === "SUPPRESS" ? [] : wanted)
      if (user.attributes[address] !== undefined)
        await send({
          ...act,
          clientId,
          user,
          address,
          occasion: "AdminCreateUser",
          code: password,
          metadata: given.ClientMetadata,
        });
    return { User: describeUser(user) };
  };

  return {
    AdminCreateUser: create,
    async AdminConfirmSignUp(raw, caller) {
      const { ClientMetadata, ...key } = parse(inputs.UserWithMetadata, raw);
      const { pool, user } = lookup.user(key);
      await registration.confirmNow(byAdministrator(pool, caller, ClientMetadata), user);
      return {};
    },
    AdminSetUserPassword(raw) {
      const { Password, Permanent, ...key } = parse(inputs.AdminSetUserPassword, raw);
      const { pool, user } = lookup.user(key);
      pool.setPassword(user, Password, Permanent ? "CONFIRMED" : "FORCE_CHANGE_PASSWORD");
      return {};
    },
    async AdminResetUserPassword(raw, caller) {
      const { ClientMetadata, ...key } = parse(inputs.UserWithMetadata, raw);
      const { pool, user } = lookup.user(key);
      await recovery.reset(byAdministrator(pool, caller, ClientMetadata), user);
      return {};
    },
    AdminGetUser(raw) {
      const { user } = lookup.user(parse(inputs.User, raw));
      const { Attributes, ...rest } = describeUser(user);
      return {
        ...rest,
        UserAttributes: Attributes,
        PreferredMfaSetting: user.mfa.preferred,
        UserMFASettingList: user.mfa.enabled.length > 0 ? [...user.mfa.enabled] : undefined,
      };
    },
    async AdminUpdateUserAttributes(raw, caller) {
      const { UserAttributes, ClientMetadata, ...key } = parse(inputs.AdminUpdateUserAttributes, raw);
      const { pool, user } = lookup.user(key);
      await addresses.update(byAdministrator(pool, caller, ClientMetadata), user, UserAttributes);
      return {};
    },
    AdminDeleteUserAttributes(raw) {
      const { UserAttributeNames, ...key } = parse(inputs.AdminDeleteUserAttributes, raw);
      const { pool, user } = lookup.user(key);
      pool.update(user, new Map(UserAttributeNames.map((name) => [name, ""])));
      return {};
    },
    AdminDisableUser(raw) {
      const { pool, user } = lookup.user(parse(inputs.User, raw));
      grants.signOutEverywhere(pool.change(user, { enabled: false }));
      return {};
    },
    AdminEnableUser(raw) {
      const { pool, user } = lookup.user(parse(inputs.User, raw));
      pool.change(user, { enabled: true });
      return {};
    },
    AdminDeleteUser(raw) {
      const { pool, user } = lookup.user(parse(inputs.User, raw));
      pool.delete(user);
      return {};
    },
    AdminUserGlobalSignOut(raw) {
      grants.signOutEverywhere(lookup.user(parse(inputs.User, raw)).user);
      return {};
    },
  };
};
