import { z } from "zod";
import { arnOf } from "../../core/arn.ts";
import {
  type Account,
  defineResourceType,
  type ResourceType,
  region,
  stableId,
} from "../../core/resource-type.ts";
import { userPoolClientProperties } from "./client-properties.ts";
import { userPoolProperties } from "./pool-properties.ts";

const texts = z.record(z.string(), z.string()).optional();

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

export const userPoolDomainProperties = z.strictObject({
  /** A prefix, or a host name of the app's own. */
  domain: z.string(),
  userPoolId: z.string(),
  certificateArn: z.string().optional(),
  managedLoginVersion: z.number().optional(),
  region,
});

// https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateResourceServer.html
const part = z
  .string()
  .regex(/^[!#-[\]-~]+$/, "has printable characters, without spaces, quotes and backslashes");

export const resourceServerProperties = z.strictObject({
  userPoolId: z.string(),
  identifier: part.max(256),
  name: z.string().min(1).max(256),
  scopes: z
    .array(
      z.strictObject({
        scopeName: part.max(256).refine((name) => !name.includes("/"), "has no slash"),
        scopeDescription: z.string().min(1).max(256),
      }),
    )
    .max(100)
    .default([]),
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
    properties: userPoolDomainProperties,
    compute: ({ inputs }) => ({
      id: inputs.domain,
      cloudfrontDistribution: "d111111abcdef8.cloudfront.net",
      cloudfrontDistributionArn: "d111111abcdef8.cloudfront.net",
      cloudfrontDistributionZoneId: "Z2FDTNDATAQYW2",
    }),
  }),
  defineResourceType({
    type: "aws:cognito/resourceServer:ResourceServer",
    properties: resourceServerProperties,
    compute: ({ inputs }) => ({
      id: `${inputs.userPoolId}|${inputs.identifier}`,
      scopeIdentifiers: inputs.scopes.map(({ scopeName }) => `${inputs.identifier}/${scopeName}`),
    }),
  }),
];

/** `sub` of a user that the config declares: a UUID that stays the same from start to start. */
export const userSub = (userPoolId: string, username: string): string => {
  const digits = BigInt(`0x${Buffer.from(longId(`${userPoolId} ${username}`)).toString("hex")}`)
    .toString(16)
    .slice(0, 32);
  return digits.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, "$1-$2-4$3-a$4-$5");
};
