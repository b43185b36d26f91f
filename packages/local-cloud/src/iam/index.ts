import { AwsError } from "../core/aws-error.ts";
import type { Caller, Cloud, Emulator, Permission, Principal } from "../core/cloud.ts";
import { managedPolicies } from "./managed-policies.ts";
import { type ConditionContext, compilePolicy, type Statement, verdictOf } from "./policy.ts";

declare module "../core/cloud.ts" {
  interface Shared {
    permissions: Pick<Iam, "missing">;
  }
}

/** Roles and their policies, and the question whether a caller may do something. */
export interface Iam extends Emulator {
  /** The first permission the caller lacks; undefined when it may. Resource policies come from `policyOf`. */
  missing(principal: Principal, needed: readonly Permission[]): Permission | undefined;
}

const roleNameOf = (roleArnOrName: string) => roleArnOrName.slice(roleArnOrName.lastIndexOf("/") + 1);

export const createIam = (cloud: Cloud, policyOf: (resourceArn: string) => unknown): Iam => {
  const roles = new Map<string, Statement[]>();
  const policies = new Map<string, unknown>(Object.entries(managedPolicies));
  const decisions = new Map<string, boolean>();
  const resourcePolicies = new Map<string, { policy: unknown; statements: Statement[] }>();

  const grant = (role: string, ...documents: unknown[]) => {
    const statements = roles.get(roleNameOf(role)) ?? [];
    statements.push(...documents.flatMap(compilePolicy));
    roles.set(roleNameOf(role), statements);
    decisions.clear();
  };

  const unknownPolicy = (arn: unknown): never => {
    throw new Error(`The policy ${arn} is attached to a role but no resource of the config declares it.`);
  };

  /** The policy of a resource, which can change while the cloud runs. */
  const statementsOf = (resource: string): readonly Statement[] => {
    const policy = policyOf(resource);
    const known = resourcePolicies.get(resource);
    if (known && known.policy === policy) return known.statements;
    const statements = policy ? compilePolicy(policy) : [];
    resourcePolicies.set(resource, { policy, statements });
    if (known) decisions.clear();
    return statements;
  };
  // Nothing leaves this machine, so a request counts as one over TLS, as it would be on AWS.
  const everyRequest: ConditionContext = {
    "aws:requestedregion": cloud.region,
    "aws:resourceaccount": cloud.accountId,
    "aws:securetransport": "true",
  };

  const decide = (
    principal: Exclude<Principal, { kind: "root" }>,
    { action, resource }: Permission,
    statements: readonly Statement[],
  ): boolean => {
    if (principal.kind === "service") {
      const context = {
        ...everyRequest,
        "aws:principalisawsservice": "true",
        "aws:sourcearn": principal.sourceArn,
        "aws:sourceaccount": cloud.accountId,
      };
      return verdictOf(statements, { action, resource, context, principal: principal.service }) === "Allow";
    }
    const context = {
      ...everyRequest,
      "aws:principalaccount": cloud.accountId,
      "aws:principalarn": principal.arn,
      "aws:principalisawsservice": "false",
    };
    // Within an account either of the two may allow, and either may deny.
    const verdicts = [
      verdictOf(roles.get(roleNameOf(principal.arn)) ?? [], { action, resource, context }),
      verdictOf(statements, { action, resource, context, principal: principal.arn }),
    ];
    return verdicts.includes("Allow") && !verdicts.includes("Deny");
  };

  const iam: Iam = {
    service: "iam",
    operations: {},
    provision: {
      "aws:iam/role:Role": ({ inputs, outputs }) => {
        const inline = (inputs.inlinePolicies as { policy?: string }[] | undefined) ?? [];
        const managed = ((inputs.managedPolicyArns as string[] | undefined) ?? []).map((arn) =>
          policies.get(arn),
        );
        grant(
          String(outputs.name),
          ...inline.flatMap(({ policy }) => policy ?? []),
          ...managed.filter(Boolean),
        );
      },
      "aws:iam/rolePolicy:RolePolicy": ({ inputs }) => grant(String(inputs.role), inputs.policy),
      "aws:iam/policy:Policy": ({ inputs, outputs }) => policies.set(String(outputs.arn), inputs.policy),
      "aws:iam/rolePolicyAttachment:RolePolicyAttachment": ({ inputs }) =>
        grant(String(inputs.role), policies.get(String(inputs.policyArn)) ?? unknownPolicy(inputs.policyArn)),
    },
    missing: (principal, needed) => {
      if (principal.kind === "root") return undefined;
      const who = principal.kind === "role" ? principal.arn : `${principal.service} ${principal.sourceArn}`;
      return needed.find((permission) => {
        const statements = statementsOf(permission.resource);
        const key = `${who} ${permission.action} ${permission.resource}`;
        let allowed = decisions.get(key);
        if (allowed === undefined) {
          allowed = decide(principal, permission, statements);
          if (decisions.size > 10_000) decisions.clear();
          decisions.set(key, allowed);
        }
        return !allowed;
      });
    },
  };
  cloud.offer("permissions", iam);
  return iam;
};

/** `GetCallerIdentity`, which tools call to see whether credentials work. */
export const createSts = (cloud: Cloud): Emulator => ({
  service: "sts",
  permissions: () => [],
  operations: {
    GetCallerIdentity: (_input: unknown, { principal }: Caller) => ({
      Account: cloud.accountId,
      UserId: principal.kind === "role" ? `AROA:${roleNameOf(principal.arn)}` : cloud.accountId,
      Arn:
        principal.kind === "role"
          ? `arn:aws:sts::${cloud.accountId}:assumed-role/${roleNameOf(principal.arn)}/local`
          : `arn:aws:iam::${cloud.accountId}:root`,
    }),
  },
});

/** The error a caller without permission gets; SDKs tell it by the code, people by the sentence. */
export const accessDenied = (principal: Principal, { action, resource }: Permission): AwsError => {
  const who =
    principal.kind === "role"
      ? `role ${roleNameOf(principal.arn)}`
      : principal.kind === "service"
        ? `${principal.service} for ${principal.sourceArn}`
        : "root";
  const remedy =
    principal.kind === "role"
      ? `add the action to the role's permissions`
      : `add a statement to the resource policy of ${resource}`;
  return new AwsError(
    "AccessDeniedException",
    `${who} is not authorized to perform ${action} on ${resource}: ${remedy}.`,
    { status: action.startsWith("dynamodb:") || action.startsWith("states:") ? 400 : 403 },
  );
};
