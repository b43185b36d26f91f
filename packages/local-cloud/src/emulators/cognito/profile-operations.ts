import { z } from "zod";
import { AwsError } from "../../core/aws-error.ts";
import type { Addresses } from "./addresses.ts";
import type { CognitoOperations } from "./api.ts";
import { attributeList, attributesInput, checkWritable, readable } from "./attributes.ts";
import type { Grants } from "./grants.ts";
import * as input from "./inputs.ts";
import { parse } from "./parse.ts";

const token = { AccessToken: z.string() };
const inputs = {
  Token: z.strictObject(token),
  UpdateUserAttributes: z.strictObject({
    ...token,
    UserAttributes: attributesInput,
    ClientMetadata: input.metadata,
  }),
  DeleteUserAttributes: z.strictObject({ ...token, UserAttributeNames: z.array(z.string()) }),
  GetUserAttributeVerificationCode: z.strictObject({
    ...token,
    AttributeName: input.addressName,
    ClientMetadata: input.metadata,
  }),
  VerifyUserAttribute: z.strictObject({
    ...token,
    AttributeName: input.addressName,
    Code: input.code,
  }),
  ChangePassword: z.strictObject({
    ...token,
    PreviousPassword: input.password.optional(),
    ProposedPassword: input.password,
  }),
};

/** What people do with themselves, with an access token for it. */
export const profileOperations = (grants: Grants, addresses: Addresses): CognitoOperations => ({
  async GetUser(raw) {
    const { user, client } = await grants.bearerOf(parse(inputs.Token, raw).AccessToken);
    return {
      Username: user.username,
      UserAttributes: attributeList(readable(user, client)),
      PreferredMfaSetting: user.mfa.preferred,
      UserMFASettingList: user.mfa.enabled.length > 0 ? [...user.mfa.enabled] : undefined,
    };
  },
  async UpdateUserAttributes(raw, caller) {
    const { AccessToken, UserAttributes, ClientMetadata: metadata } = parse(inputs.UpdateUserAttributes, raw);
    const { pool, user, client } = await grants.bearerOf(AccessToken);
    checkWritable(UserAttributes.keys(), client);
    return {
      CodeDeliveryDetailsList: await addresses.update(
        { pool, client, caller, metadata },
        user,
        UserAttributes,
      ),
    };
  },
  async DeleteUserAttributes(raw) {
    const { AccessToken, UserAttributeNames } = parse(inputs.DeleteUserAttributes, raw);
    const { pool, user, client } = await grants.bearerOf(AccessToken);
    checkWritable(UserAttributeNames, client);
    pool.update(user, new Map(UserAttributeNames.map((name) => [name, ""])));
    return {};
  },
  async GetUserAttributeVerificationCode(raw, caller) {
    const given = parse(inputs.GetUserAttributeVerificationCode, raw);
    const { pool, user, client } = await grants.bearerOf(given.AccessToken);
    const act = { pool, client, caller, metadata: given.ClientMetadata };
    return { CodeDeliveryDetails: await addresses.sendCode(act, user, given.AttributeName) };
  },
  async VerifyUserAttribute(raw, caller) {
    const { AccessToken, AttributeName, Code } = parse(inputs.VerifyUserAttribute, raw);
    const { pool, user, client } = await grants.bearerOf(AccessToken);
    addresses.verify({ pool, client, caller }, user, AttributeName, Code);
    return {};
  },
  async ChangePassword(raw) {
    const { AccessToken, PreviousPassword = "", ProposedPassword } = parse(inputs.ChangePassword, raw);
    const { pool, user } = await grants.bearerOf(AccessToken);
    if (user.password !== undefined && !pool.isPassword(user, PreviousPassword))
      throw new AwsError("NotAuthorizedException", "Incorrect username or password.");
    pool.setPassword(user, ProposedPassword, "CONFIRMED");
    return {};
  },
  async GlobalSignOut(raw) {
    grants.signOutEverywhere((await grants.bearerOf(parse(inputs.Token, raw).AccessToken)).user);
    return {};
  },
  async DeleteUser(raw) {
    const { pool, user } = await grants.bearerOf(parse(inputs.Token, raw).AccessToken);
    pool.delete(user);
    return {};
  },
});
