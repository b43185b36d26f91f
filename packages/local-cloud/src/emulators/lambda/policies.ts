import type { z } from "zod";
import { type PolicyStatement, type ResourcePolicies, statementsIn } from "../../iam/resource-policies.ts";
import type { permissionProperties } from "./properties.ts";

type Permission = z.output<typeof permissionProperties>;

/** Adds a permission to the policy of a function, by the ARN as invoked (with the qualifier, where it names one). */
export const addPermission = (
  policies: ResourcePolicies,
  arn: string,
  statementId: string,
  permission: Permission,
): void => {
  const statement: PolicyStatement = {
    Sid: statementId,
    Effect: "Allow",
    Principal: principalOf(permission.principal),
    Action: permission.action,
    Resource: arn,
    ...conditionOf(permission),
  };
  policies.attach(arn, {
    Version: "2012-10-17",
    Id: "default",
    Statement: [...statementsIn(policies.policyOf(arn)), statement],
  });
};

const principalOf = (principal: string) => {
  if (principal === "*") return "*";
  return principal.includes(".") ? { Service: principal } : { AWS: principal };
};

// https://docs.aws.amazon.com/lambda/latest/dg/permissions-function-services.html
const conditionOf = (permission: Permission) => {
  const { sourceArn, sourceAccount, functionUrlAuthType, invokedViaFunctionUrl } = permission;
  const equals = {
    ...(sourceAccount && { "AWS:SourceAccount": sourceAccount }),
    ...(functionUrlAuthType && { "lambda:FunctionUrlAuthType": functionUrlAuthType }),
  };
  const Condition = {
    ...(sourceArn && { ArnLike: { "AWS:SourceArn": sourceArn } }),
    ...(Object.keys(equals).length > 0 && { StringEquals: equals }),
    ...(invokedViaFunctionUrl && { Bool: { "lambda:InvokedViaFunctionUrl": "true" } }),
  };
  return Object.keys(Condition).length > 0 ? { Condition } : {};
};
