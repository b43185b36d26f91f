import { isArnOf } from "../../../core/arn.ts";
import type { Principal } from "../../../core/cloud.ts";
import { parseAwsUri } from "../integrations/uri.ts";

/** The function that a URI of an integration or an authorizer means: its ARN, or that of its invocations. */
export const functionOf = (uri: string): string => {
  if (isArnOf(uri, "lambda", "function")) return uri;
  const target = parseAwsUri(uri);
  if (target.kind !== "lambda") throw new Error(`The URI ${uri} is not that of a Lambda function.`);
  if (target.streams)
    throw new Error(`The URI ${uri} streams answers, which only REST APIs do: use the function's invokeArn.`);
  return target.functionName;
};

/** Who calls: the role where there is one, or else API Gateway for that request. */
export const principalOf = (credentialsArn: string | undefined, sourceArn: string): Principal => {
  if (credentialsArn === undefined)
    return { kind: "service", service: "apigateway.amazonaws.com", sourceArn };
  if (!isArnOf(credentialsArn, "iam", "role"))
    throw new Error(`The credentials ${credentialsArn} are not the ARN of a role.`);
  return { kind: "role", arn: credentialsArn };
};
