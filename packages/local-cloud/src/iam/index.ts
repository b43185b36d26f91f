import { accountRoot, globalArn, isArnOf, lastPart } from "../core/arn.ts";
import { AwsError } from "../core/aws-error.ts";
import type { Caller, Cloud, Emulator, Permission, Principal } from "../core/cloud.ts";
import { managedPolicies } from "./managed-policies.ts";
import { type ConditionContext, compilePolicy, type Statement, verdictOf } from "./policy.ts";
import { createUsedGrants, type Grant } from "./used-grants.ts";

declare module "../core/cloud.ts" {
  interface Shared {
    permissions: Pick<Iam, "missing">;
    usedGrants: Iam["usedGrants"];
  }
}

/** Roles and their policies, and the question whether a caller may do something. */
export interface Iam extends Emulator {
  /** The first permission the caller lacks; undefined when it may. */
  missing(principal: Principal, needed: readonly Permission[]): Permission | undefined;
  /** What roles needed so far of all that they are granted. */
  usedGrants(): Grant[];
}

const roleNameOf = lastPart;

/** Services that tell a topic whose resource they act for, which is what its default policy asks. */
const TELL_OWNER = new Set(["cloudwatch.amazonaws.com", "ses.amazonaws.com"]);

/** A principal that only `*` is. */
const ANYBODY = "anybody";

const whoOf = (principal: Exclude<Principal, { kind: "root" }>): string => {
  if (principal.kind === "anonymous") return ANYBODY;
  return principal.kind === "role" ? principal.arn : `${principal.service} ${principal.sourceArn}`;
};

/** Ids are in the ARNs of executions and objects, so that there is no end of them. */
const MOST_DECISIONS = 2_000;

export const createIam = (
  cloud: Pick<Cloud, "accountId" | "region" | "resourcePolicies" | "dataKeys">,
): Iam => {
  const roles = new Map<string, Statement[]>();
  const policies = new Map<string, unknown>(Object.entries(managedPolicies));
  /** What a role can have at most, whatever allows it more. */
  const boundaries = new Map<string, Statement[]>();
  const decisions = new Map<string, boolean>();
  const used = createUsedGrants();
  const { resourcePolicies } = cloud;
  let revision = resourcePolicies.revision;

  const grant = (role: string, ...documents: unknown[]) => {
    const statements = roles.get(roleNameOf(role)) ?? [];
    statements.push(...documents.flatMap(compilePolicy));
    roles.set(roleNameOf(role), statements);
    for (const document of documents) used.add(roleNameOf(role), document);
    decisions.clear();
  };

  const unknownPolicy = (arn: unknown): never => {
    throw new Error(`The policy ${arn} is attached to a role but no resource of the config declares it.`);
  };

  const unknownBoundary = (arn: unknown): never => {
    throw new Error(
      `Its permissions boundary ${arn} is declared by no resource of the config; declare it with aws.iam.Policy.`,
    );
  };

  // Nothing leaves this machine, so a request counts as one over TLS, as it would be on AWS.
  const everyRequest: ConditionContext = {
    "aws:requestedregion": cloud.region,
    "aws:resourceaccount": cloud.accountId,
    "aws:securetransport": "true",
  };

  const decide = (
    principal: Exclude<Principal, { kind: "root" }>,
    { action, resource, context: given }: Permission,
  ): boolean => {
    const statements = resourcePolicies.statementsOf(resource);
    if (principal.kind === "service") {
      const context = {
        ...everyRequest,
        ...given,
        "aws:principalisawsservice": "true",
        "aws:sourcearn": principal.sourceArn,
        "aws:sourceaccount": cloud.accountId,
        ...(TELL_OWNER.has(principal.service) && { "aws:sourceowner": cloud.accountId }),
      };
      return verdictOf(statements, { action, resource, context, principal: principal.service }) === "Allow";
    }
    if (principal.kind === "anonymous") {
      const context = { ...everyRequest, ...given, "aws:principalisawsservice": "false" };
      return verdictOf(statements, { action, resource, context, principal: ANYBODY }) === "Allow";
    }
    const context = {
      ...everyRequest,
      ...given,
      "aws:principalaccount": cloud.accountId,
      "aws:principalarn": principal.arn,
      "aws:principalisawsservice": "false",
      // A service that comes without a role is of no account of ours, so keys have to name it:
      // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html
      "kms:calleraccount": cloud.accountId,
    };
    // Within an account either of the two may allow, and either may deny; but the policy of a key decides alone whether
    // policies of roles count: https://docs.aws.amazon.com/kms/latest/developerguide/key-policies.html
    const root = accountRoot(cloud.accountId);
    const delegates = () => verdictOf(statements, { action, resource, context, principal: root }) === "Allow";
    const own = verdictOf(roles.get(roleNameOf(principal.arn)) ?? [], { action, resource, context });
    const verdicts = [
      own === "Allow" && isArnOf(resource, "kms") && !delegates() ? undefined : own,
      verdictOf(statements, { action, resource, context, principal: principal.arn }),
    ];
    // Also of what a resource's policy allows the role:
    // https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
    const boundary = boundaries.get(roleNameOf(principal.arn));
    if (boundary && verdictOf(boundary, { action, resource, context }) !== "Allow") return false;
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
        const { permissionsBoundary: boundary } = inputs;
        if (boundary !== undefined)
          boundaries.set(
            String(outputs.name),
            compilePolicy(policies.get(String(boundary)) ?? unknownBoundary(boundary)),
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
      const withKeys = needed.flatMap((one) => [one, ...cloud.dataKeys.neededFor(one)]);
      return withKeys.find((permission) => {
        const { action, resource, context } = permission;
        const key = `${who} ${action} ${resource}${context ? ` ${JSON.stringify(context)}` : ""}`;
        let allowed = decisions.get(key);
        if (allowed === undefined) {
          allowed = decide(principal, permission);
          if (allowed && principal.kind === "role") used.note(roleNameOf(principal.arn), permission);
          if (decisions.size >= MOST_DECISIONS) decisions.clear();
          decisions.set(key, allowed);
        }
        return !allowed;
      });
    },
    usedGrants: used.list,
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
