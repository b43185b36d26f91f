import { randomUUID } from "node:crypto";
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

const AUTH_TYPES = ["API_KEY", "AMAZON_COGNITO_USER_POOLS"] as const;
const authType = z.enum(AUTH_TYPES, {
  error: ({ input }) =>
    `the local cloud authorizes AppSync Events with ${AUTH_TYPES.join(" or ")}, not with ${String(input)}`,
});
const authModes = z.array(z.strictObject({ authType })).min(1);

export type AuthType = z.output<typeof authType>;

export const api = z.strictObject({
  name: z.string().optional(),
  ownerContact: z.string().optional(),
  region,
  ...tagged,
  eventConfig: z.strictObject({
    authProviders: z.array(
      z.strictObject({
        authType,
        cognitoConfig: z
          .strictObject({
            userPoolId: z.string(),
            awsRegion: z.string(),
            appIdClientRegex: z.string().optional(),
          })
          .optional(),
      }),
    ),
    connectionAuthModes: authModes,
    defaultPublishAuthModes: authModes,
    defaultSubscribeAuthModes: authModes,
    // The journal has every operation; there is nothing to switch on.
    logConfig: z.strictObject({ cloudwatchLogsRoleArn: z.string(), logLevel: z.string() }).optional(),
  }),
});

/** `handlerConfigs` (data sources, direct Lambda) is left out on purpose: it stops the start with its name. */
export const channelNamespace = z.strictObject({
  apiId: z.string(),
  name: z.string().regex(/^[A-Za-z0-9](?:[A-Za-z0-9-]{0,48}[A-Za-z0-9])?$/),
  codeHandlers: z.string().min(1).max(32_768).optional(),
  publishAuthModes: authModes.optional(),
  subscribeAuthModes: authModes.optional(),
  region,
  ...tagged,
});

export const apiKey = z.strictObject({
  apiId: z.string(),
  description: z.string().optional(),
  /** RFC 3339; seven days from creation when absent. */
  expires: z.string().optional(),
  region,
});

/** Twenty-six letters and digits: Amplify recognizes AppSync's own hosts by that length. */
const longId = (text: string): string => stableId(`${text}:1`, 13) + stableId(`${text}:2`, 13);

export const apiArn = (id: string, account: Account): string => arnOf("appsync", account, `apis/${id}`);

export const apiHosts = (id: string, account: Account) => ({
  HTTP: `${id}.appsync-api.${account.region}.amazonaws.com`,
  REALTIME: `${id}.appsync-realtime-api.${account.region}.amazonaws.com`,
});

/** The id of a key is the key. */
export const newApiKey = (): string => `da2-${longId(randomUUID())}`;

export const resourceTypes: ResourceType[] = [
  defineResourceType({
    type: "aws:appsync/api:Api",
    properties: api,
    compute: ({ name, inputs }, account) => {
      const id = longId(`appsync:${name}`);
      return {
        id,
        apiId: id,
        name: inputs.name ?? name,
        apiArn: apiArn(id, account),
        dns: apiHosts(id, account),
        wafWebAclArn: "",
        xrayEnabled: false,
      };
    },
  }),
  defineResourceType({
    type: "aws:appsync/channelNamespace:ChannelNamespace",
    properties: channelNamespace,
    compute: ({ inputs }, account) => ({
      id: `${inputs.apiId},${inputs.name}`,
      channelNamespaceArn: `${apiArn(inputs.apiId, account)}/channelNamespace/${inputs.name}`,
    }),
  }),
  defineResourceType({
    type: "aws:appsync/apiKey:ApiKey",
    properties: apiKey,
    compute: ({ name, inputs }) => {
      const key = `da2-${longId(`appsync-key:${inputs.apiId}:${name}`)}`;
      return { id: `${inputs.apiId}:${key}`, apiKeyId: key, key, description: inputs.description ?? "" };
    },
  }),
];
