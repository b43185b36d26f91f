import { accountRoot, globalArn, lastPart } from "../core/arn.ts";
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
  /** The first permission the caller lacks; undefined when it may. */
  missing(principal: Principal, needed: readonly Permission[]): Permission | undefined;
}

const roleNameOf = lastPart;

/** Services that tell a topic whose resource they act for, which is what its default policy asks. */
const TELL_OWNER = new Set(["cloudwatch.amazonaws.com"]);

/** A principal that only `*` is. */
const ANYBODY = "anybody";

const whoOf = (principal: Exclude<Principal, { kind: "root" }>): string => {
  if (principal.kind === "anonymous") return ANYBODY;
  return principal.kind === "role" ? principal.arn : `${principal.service} ${principal.sourceArn}`;
};

export const createIam = (cloud: Pick<Cloud, "accountId" | "region" | "resourcePolicies">): Iam => {
  const roles = new Map<string, Statement[]>();
  const policies = new Map<string, unknown>(Object.entries(managedPolicies));
  const decisions = new Map<string, boolean>();
  const { resourcePolicies } = cloud;
  let revision = resourcePolicies.revision;

  const grant = (role: string, ...documents: unknown[]) => {
    const statements = roles.get(roleNameOf(role)) ?? [];
    statements.push(...documents.flatMap(compilePolicy));
    roles.set(roleNameOf(role), statements);
    decisions.clear();
  };

  const unknownPolicy = (arn: unknown): never => {
    throw new Error(`The policy ${arn} is attached to a role but no resource of the config declares it.`);
  };

  // Nothing leaves this machine, so a request counts as one over TLS, as it would be on AWS.
  const everyRequest: ConditionContext = {
    "aws:requestedregion": cloud.region,
    "aws:resourceaccount": cloud.accountId,
    "aws:securetransport": "true",
  };

  const decide = (
    principal: Exclude<Principal, { kind: "root" }>,
    { action, resource, context: own }: Permission,
  ): boolean => {
    const statements = resourcePolicies.statementsOf(resource);
    if (principal.kind === "service") {
      const context = {
        ...everyRequest,
        ...own,
        "aws:principalisawsservice": "true",
        "aws:sourcearn": principal.sourceArn,
        "aws:sourceaccount": cloud.accountId,
        ...(TELL_OWNER.has(principal.service) && { "aws:sourceowner": cloud.accountId }),
      };
      return verdictOf(statements, { action, resource, context, principal: principal.service }) === "Allow";
    }
    if (principal.kind === "anonymous") {
      const context = { ...everyRequest, ...own, "aws:principalisawsservice": "false" };
      return verdictOf(statements, { action, resource, context, principal: ANYBODY }) === "Allow";
    }
    const context = {
      ...everyRequest,
      ...own,
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
      const who = whoOf(principal);
      // Policies of resources can change while the cloud runs.
      if (revision !== resourcePolicies.revision) decisions.clear();
      revision = resourcePolicies.revision;
      return needed.find((permission) => {
        const { action, resource, context } = permission;
        const key = `${who} ${action} ${resource}${context ? ` ${JSON.stringify(context)}` : ""}`;
        let allowed = decisions.get(key);
        if (allowed === undefined) {
          allowed = decide(principal, permission);
          if (decisions.size > 10_000) decisions.clear();
          decisions.set(key, allowed);
        }
        return !allowed;
      });
    },
  };
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
          ? globalArn("sts", cloud.accountId, `assumed-role/${roleNameOf(principal.arn)}/local`)
          : accountRoot(cloud.accountId),
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
        : principal.kind;
  const remedy =
    principal.kind === "role"
      ? `add the action to the role's permissions`
      : `add a statement to the resource policy of ${resource}`;
  return new AwsError(
    action.startsWith("s3:") ? "AccessDenied" : "AccessDeniedException",
    `${who} is not authorized to perform ${action} on ${resource}: ${remedy}.`,
    { status: action.startsWith("dynamodb:") || action.startsWith("states:") ? 400 : 403 },
  );
};
