import { z } from "zod";
import { AwsError } from "../../core/aws-error.ts";
import type { Cloud } from "../../core/cloud.ts";
import { parseInput } from "../parse-input.ts";
import type { IotOperations } from "./api.ts";
import type { Authorizer } from "./authorizer.ts";
import type { Rules } from "./rules.ts";

const INVALID = "InvalidRequestException";
const endpointInput = z.strictObject({ endpointType: z.string().default("iot:Data") });
const authorizerInput = z.strictObject({ authorizerName: z.string() });
const ruleInput = z.strictObject({ ruleName: z.string() });

const notFound = (what: string) =>
  new AwsError("ResourceNotFoundException", `${what} does not exist.`, { status: 404 });

/** What there is, to look at; all of it comes from the config. https://docs.aws.amazon.com/iot/latest/apireference/ */
export const createControlOperations = (
  cloud: Cloud,
  authorizers: ReadonlyMap<string, Authorizer>,
  rules: Rules,
): IotOperations => ({
  DescribeEndpoint(raw) {
    const { endpointType } = parseInput(endpointInput, raw, INVALID);
    if (!endpointType.startsWith("iot:Data"))
      throw new AwsError(INVALID, `The local cloud has no endpoint ${endpointType}: it has iot:Data-ATS.`);
    return { endpointAddress: new URL(cloud.endpoint).host };
  },
  DescribeAuthorizer(raw) {
    const { authorizerName } = parseInput(authorizerInput, raw, INVALID);
    const authorizer = authorizers.get(authorizerName);
    if (!authorizer) throw notFound(`Authorizer ${authorizerName}`);
    const { arn, functionArn, active, signing, tokenKeyName } = authorizer;
    return {
      authorizerDescription: {
        authorizerName,
        authorizerArn: arn,
        authorizerFunctionArn: functionArn,
        status: active ? "ACTIVE" : "INACTIVE",
        signingDisabled: signing === undefined,
        tokenKeyName,
      },
    };
  },
  ListAuthorizers: () => ({
    authorizers: [...authorizers.values()].map(({ name, arn }) => ({
      authorizerName: name,
      authorizerArn: arn,
    })),
  }),
  GetTopicRule(raw) {
    const { ruleName } = parseInput(ruleInput, raw, INVALID);
    const rule = rules.get(ruleName);
    if (!rule) throw notFound(`Topic rule ${ruleName}`);
    return {
      ruleArn: rule.arn,
      rule: {
        ruleName,
        sql: rule.sql,
        ruleDisabled: !rule.enabled,
        actions: rule.functions.map((functionArn) => ({ lambda: { functionArn } })),
        errorAction: rule.onError === undefined ? undefined : { lambda: { functionArn: rule.onError } },
      },
    };
  },
  ListTopicRules: () => ({
    rules: rules.all().map(({ name, arn, says, enabled }) => ({
      ruleName: name,
      ruleArn: arn,
      topicPattern: says.filter.topics,
      ruleDisabled: !enabled,
    })),
  }),
});
