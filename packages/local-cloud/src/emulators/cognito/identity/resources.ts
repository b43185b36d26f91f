import { z } from "zod";
import { arnOf } from "../../../core/arn.ts";
import {
  defineResourceType,
  type ResourceType,
  region,
  stableId,
  tagged,
} from "../../../core/resource-type.ts";

export const IDENTITY_POOL = "aws:cognito/identityPool:IdentityPool";
export const ROLE_ATTACHMENT = "aws:cognito/identityPoolRoleAttachment:IdentityPoolRoleAttachment";

const ONLY_USER_POOLS = "people sign in by user pools alone in the local cloud: leave it out for this stage";
const noArns = z.array(z.string()).max(0, ONLY_USER_POOLS).optional();

export const identityPoolProperties = z.strictObject({
  identityPoolName: z.string(),
  allowUnauthenticatedIdentities: z.boolean().default(false),
  allowClassicFlow: z.boolean().optional(),
  cognitoIdentityProviders: z
    .array(
      z.strictObject({
        clientId: z.string(),
        providerName: z.string(),
        // Whether somebody signed out meanwhile is not looked at.
        serverSideTokenCheck: z.boolean().optional(),
      }),
    )
    .default([]),
  developerProviderName: z.never({ error: ONLY_USER_POOLS }).optional(),
  openidConnectProviderArns: noArns,
  samlProviderArns: noArns,
  supportedLoginProviders: z.record(z.string(), z.never({ error: ONLY_USER_POOLS })).optional(),
  region,
  ...tagged,
});

export const roleAttachmentProperties = z.strictObject({
  identityPoolId: z.string(),
  roles: z.strictObject({ authenticated: z.string().optional(), unauthenticated: z.string().optional() }),
  roleMappings: z
    .array(z.unknown())
    .max(0, "roles by rules or tokens are not emulated: everybody has the one for who is signed in")
    .optional(),
  region,
});

const uuid = (text: string) =>
  Buffer.from(stableId(text, 13) + stableId(`${text} again`, 13))
    .toString("hex")
    .replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/, "$1-$2-4$3-a$4-$5");

export const resourceTypes: readonly ResourceType[] = [
  defineResourceType({
    type: IDENTITY_POOL,
    properties: identityPoolProperties,
    compute: ({ name }, account) => {
      const id = `${account.region}:${uuid(`identity pool ${name}`)}`;
      return { id, arn: arnOf("cognito-identity", account, `identitypool/${id}`) };
    },
  }),
  defineResourceType({
    type: ROLE_ATTACHMENT,
    properties: roleAttachmentProperties,
    compute: ({ inputs }) => ({ id: inputs.identityPoolId }),
  }),
];
