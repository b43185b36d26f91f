import { z } from "zod";
import { arnOf } from "../../core/arn.ts";
import {
  type Account,
  defineResourceType,
  physicalName,
  type ResourceType,
  region,
  tagged,
} from "../../core/resource-type.ts";
import { parseRuleSql } from "./rule-sql.ts";

export const authorizerArn = (name: string, account: Account): string =>
  arnOf("iot", account, `authorizer/${name}`);
export const ruleArn = (name: string, account: Account): string => arnOf("iot", account, `rule/${name}`);
/** Of what policies name: `topic/chat/room1`, `topicfilter/chat/*`, `client/ann`. */
export const iotArn = (resource: string, account: Account): string => arnOf("iot", account, resource);

export const authorizerProperties = z
  .strictObject({
    name: z
      .string()
      .regex(/^[\w=,@-]{1,128}$/, "a name has at most 128 letters, digits and _ = , @ -")
      .optional(),
    authorizerFunctionArn: z.string(),
    signingDisabled: z.boolean().default(false),
    status: z.enum(["ACTIVE", "INACTIVE"]).default("ACTIVE"),
    tokenKeyName: z.string().optional(),
    /** PEM by name. */
    tokenSigningPublicKeys: z.record(z.string(), z.string()).optional(),
    // Of publishing over HTTPS with a token, which is not emulated.
    enableCachingForHttp: z.boolean().optional(),
    region,
    ...tagged,
  })
  .refine(
    ({ signingDisabled, tokenKeyName, tokenSigningPublicKeys = {} }) =>
      signingDisabled || (tokenKeyName !== undefined && Object.keys(tokenSigningPublicKeys).length > 0),
    "tokens are signed unless signingDisabled is set: give tokenKeyName and tokenSigningPublicKeys, or set it",
  );

export const topicRuleProperties = z.strictObject({
  name: z
    .string()
    .regex(/^\w{1,128}$/, "a name has at most 128 letters, digits and underscores")
    .optional(),
  description: z.string().optional(),
  enabled: z.boolean(),
  sql: z.string().superRefine((sql, { addIssue }) => {
    if (!parseRuleSql(sql))
      addIssue({
        code: "custom",
        message: `the local cloud reads SELECT of *, fields, topic(n) and literals (with AS, but for fields of the payload itself), FROM '<topic filter>', and WHERE with =, <>, <, <=, >, >=, AND and OR, and this is "${sql}"; do the rest in the function`,
      });
  }),
  sqlVersion: z.string(),
  lambdas: z.array(z.strictObject({ functionArn: z.string() })).optional(),
  errorAction: z.strictObject({ lambda: z.strictObject({ functionArn: z.string() }) }).optional(),
  region,
  ...tagged,
});

export const resourceTypes: ResourceType[] = [
  defineResourceType({
    type: "aws:iot/authorizer:Authorizer",
    properties: authorizerProperties,
    compute: ({ name: logicalName, inputs }, account) => {
      const name = physicalName(logicalName, inputs);
      return { id: name, name, arn: authorizerArn(name, account), status: inputs.status };
    },
  }),
  defineResourceType({
    type: "aws:iot/topicRule:TopicRule",
    properties: topicRuleProperties,
    compute: ({ name: logicalName, inputs }, account) => {
      const name = physicalName(logicalName, inputs).replaceAll("-", "_");
      return { id: name, name, arn: ruleArn(name, account) };
    },
  }),
];
