import { z } from "zod";
import { arnOf } from "../../core/arn.ts";
import { defineResourceType, type ResourceType, region, stableId, tagged } from "../../core/resource-type.ts";

const name = z
  .string()
  .regex(/^[\w-]{1,128}$/, "names are up to 128 letters, digits, hyphens and underscores");
const visibilityConfig = z.strictObject({
  cloudwatchMetricsEnabled: z.boolean(),
  metricName: z.string(),
  sampledRequestsEnabled: z.boolean(),
});
const header = z.strictObject({ name: z.string(), value: z.string() });
const customResponse = z.strictObject({
  responseCode: z.number().int().min(200).max(599),
  customResponseBodyKey: z.string().optional(),
  responseHeaders: z.array(header).max(10).optional(),
});
const none = z.strictObject({});
const block = z.strictObject({ customResponse: customResponse.optional() });
const exactlyOne = (what: string) => ({
  test: (value: object) => Object.values(value).filter((one) => one !== undefined).length === 1,
  error: `has exactly one of ${what}`,
});
const one = <Shape extends z.ZodRawShape>(shape: Shape) => {
  const { test, error } = exactlyOne(Object.keys(shape).join(", "));
  return z.strictObject(shape).refine(test, { error });
};

/** https://docs.aws.amazon.com/waf/latest/developerguide/waf-rule-statement-type-rate-based-high-level-settings.html */
const rateBasedStatement = z
  .strictObject({
    limit: z.number().int().min(10).max(2_000_000_000),
    aggregateKeyType: z.enum(["IP", "FORWARDED_IP"], {
      error: "rates are counted by IP or FORWARDED_IP alone in the local cloud",
    }),
    evaluationWindowSec: z
      .union([z.literal(60), z.literal(120), z.literal(300), z.literal(600)])
      .default(300),
    forwardedIpConfig: z
      .strictObject({ headerName: z.string().min(1), fallbackBehavior: z.enum(["MATCH", "NO_MATCH"]) })
      .optional(),
  })
  .refine(
    ({ aggregateKeyType, forwardedIpConfig }) =>
      (aggregateKeyType === "FORWARDED_IP") === !!forwardedIpConfig,
    {
      error: "FORWARDED_IP has a forwardedIpConfig, and only that",
    },
  );

const managedRuleGroupStatement = z.strictObject({
  vendorName: z.literal("AWS"),
  name: z.string().regex(/^AWSManagedRules\w+$/, "managed rule groups of AWS begin with AWSManagedRules"),
  version: z.string().optional(),
  // Its rules look at nothing here, so there is nothing to change about them.
  ruleActionOverrides: z
    .array(
      z.strictObject({
        name: z.string(),
        actionToUse: one({ count: none.optional(), block: block.optional() }),
      }),
    )
    .optional(),
});

const rule = z
  .strictObject({
    name,
    priority: z.number().int().min(0),
    action: one({ block: block.optional(), count: none.optional() }).optional(),
    overrideAction: one({ none: none.optional(), count: none.optional() }).optional(),
    statement: one({
      rateBasedStatement: rateBasedStatement.optional(),
      managedRuleGroupStatement: managedRuleGroupStatement.optional(),
    }),
    visibilityConfig,
  })
  .refine(
    ({ action, overrideAction, statement }) =>
      statement.rateBasedStatement ? action && !overrideAction : overrideAction && !action,
    {
      error: "a rate has an action, and a rule group an overrideAction",
    },
  );
export type Rule = z.output<typeof rule>;

const customResponseBody = z.strictObject({
  key: z.string().regex(/^[\w-]+$/),
  content: z.string().min(1).max(10_240),
  contentType: z.enum(["TEXT_PLAIN", "TEXT_HTML", "APPLICATION_JSON"]),
});

const distinct = <Item>(items: readonly Item[], of: (item: Item) => unknown) =>
  new Set(items.map(of)).size === items.length;

export const webAclProperties = z
  .strictObject({
    name: name.optional(),
    description: z.string().optional(),
    scope: z.enum(["REGIONAL", "CLOUDFRONT"]),
    defaultAction: one({ allow: none.optional(), block: block.optional() }),
    rules: z.array(rule).default([]),
    customResponseBodies: z.array(customResponseBody).default([]),
    visibilityConfig,
    region,
    ...tagged,
  })
  .refine(({ rules }) => distinct(rules, (one) => one.priority) && distinct(rules, (one) => one.name), {
    path: ["rules"],
    error: "each has a name and a priority of its own",
  })
  .refine(
    ({ rules, customResponseBodies }) => {
      const keys = customResponseBodies.map(({ key }) => key);
      return rules.every(({ action }) => {
        const wanted = action?.block?.customResponse?.customResponseBodyKey;
        return wanted === undefined || keys.includes(wanted);
      });
    },
    { path: ["rules"], error: "a customResponseBodyKey is that of one of customResponseBodies" },
  );
export type WebAcl = z.output<typeof webAclProperties>;

export const associationProperties = z.strictObject({
  resourceArn: z
    .string()
    .regex(
      /:apigateway:.*::\/restapis\/[^/]+\/stages\/[^/]+$/,
      "only stages of REST APIs have a web ACL here",
    ),
  webAclArn: z.string(),
  region,
});

export const resourceTypes: ResourceType[] = [
  defineResourceType({
    type: "aws:wafv2/webAcl:WebAcl",
    properties: webAclProperties,
    compute: ({ name: logicalName, inputs }, account) => {
      const given = inputs.name ?? logicalName;
      const id = stableId(`web-acl ${given}`);
      const scope = inputs.scope === "CLOUDFRONT" ? "global" : "regional";
      return { id, name: given, arn: arnOf("wafv2", account, `${scope}/webacl/${given}/${id}`), capacity: 0 };
    },
  }),
  defineResourceType({
    type: "aws:wafv2/webAclAssociation:WebAclAssociation",
    properties: associationProperties,
    compute: ({ inputs }) => ({ id: `${inputs.webAclArn},${inputs.resourceArn}` }),
  }),
  defineResourceType({
    type: "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration",
    properties: z.looseObject({ resourceArn: z.string() }),
    compute: ({ inputs }) => ({ id: inputs.resourceArn }),
    inert: "logs of web ACLs: metrics count what they refuse",
  }),
];
