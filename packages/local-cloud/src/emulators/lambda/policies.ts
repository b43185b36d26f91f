import type { z } from "zod";
import type { permissionProperties } from "./properties.ts";

interface Statement {
  readonly Sid: string;
  readonly Effect: "Allow";
  readonly Principal: "*" | { Service: string } | { AWS: string };
  readonly Action: string;
  readonly Resource: string;
  readonly Condition?: Record<string, Record<string, string>>;
}

interface Policy {
  readonly Version: "2012-10-17";
  readonly Id: "default";
  readonly Statement: readonly Statement[];
}

/** Resource policies of functions, by the ARN as invoked (with the qualifier, where the permission names one). */
export interface FunctionPolicies {
  add(arn: string, statementId: string, permission: z.output<typeof permissionProperties>): void;
  of(arn: string): Policy | undefined;
}

export const createFunctionPolicies = (): FunctionPolicies => {
  const policies = new Map<string, Policy>();
  return {
    of: (arn) => policies.get(arn),
    add: (arn, statementId, permission) => {
      const condition = conditionOf(permission);
      const statement: Statement = {
        Sid: statementId,
        Effect: "Allow",
        Principal: principalOf(permission.principal),
        Action: permission.action,
        Resource: arn,
        ...(condition && { Condition: condition }),
      };
      const policy: Policy = {
        Version: "2012-10-17",
        Id: "default",
        Statement: [...(policies.get(arn)?.Statement ?? []), statement],
      };
      policies.set(arn, policy);
    },
  };
};

const principalOf = (principal: string): Statement["Principal"] => {
  if (principal === "*") return "*";
  return principal.includes(".") ? { Service: principal } : { AWS: principal };
};

// https://docs.aws.amazon.com/lambda/latest/dg/permissions-function-services.html
const conditionOf = (permission: z.output<typeof permissionProperties>): Statement["Condition"] => {
  const { sourceArn, sourceAccount, functionUrlAuthType } = permission;
  const equals = {
    ...(sourceAccount && { "AWS:SourceAccount": sourceAccount }),
    ...(functionUrlAuthType && { "lambda:FunctionUrlAuthType": functionUrlAuthType }),
  };
  if (!sourceArn && Object.keys(equals).length === 0) return undefined;
  return {
    ...(sourceArn && { ArnLike: { "AWS:SourceArn": sourceArn } }),
    ...(Object.keys(equals).length > 0 && { StringEquals: equals }),
  };
};
