import { z } from "zod";
import { globalArn, parseArn } from "../core/arn.ts";
import { defineResourceType, stableId, tagged } from "../core/resource-type.ts";
import { managedPolicies } from "./managed-policies.ts";

const managedArns = z
  .array(
    z.string().refine((arn) => parseArn(arn)?.account !== "aws" || arn in managedPolicies, {
      error: (issue) =>
        `the AWS managed policy ${issue.input} is not known to the local cloud; list the actions in an inline policy, or add it in src/iam/managed-policies.ts of sourdough-local`,
    }),
  )
  .optional();

export const resourceTypes = [
  defineResourceType({
    type: "aws:iam/role:Role",
    properties: z.strictObject({
      name: z.string().optional(),
      path: z.string().optional(),
      description: z.string().optional(),
      assumeRolePolicy: z.unknown(),
      inlinePolicies: z
        .array(z.strictObject({ name: z.string().optional(), policy: z.string().optional() }))
        .optional(),
      managedPolicyArns: managedArns,
      forceDetachPolicies: z.boolean().optional(),
      maxSessionDuration: z.number().optional(),
      /** ARN of the policy that says how much the role can have at most. */
      permissionsBoundary: z.string().optional(),
      ...tagged,
    }),
    compute: ({ name, inputs }, { accountId }) => {
      const roleName = inputs.name ?? name;
      return {
        id: roleName,
        name: roleName,
        arn: globalArn("iam", accountId, `role/${roleName}`),
        uniqueId: `AROA${stableId(roleName, 16).toUpperCase()}`,
        createDate: "2026-01-01T00:00:00Z",
      };
    },
  }),
  defineResourceType({
    type: "aws:iam/rolePolicy:RolePolicy",
    properties: z.strictObject({ name: z.string().optional(), role: z.string(), policy: z.unknown() }),
    compute: ({ name, inputs }) => ({
      id: `${inputs.role}:${inputs.name ?? name}`,
      name: inputs.name ?? name,
    }),
  }),
  defineResourceType({
    type: "aws:iam/policy:Policy",
    properties: z.strictObject({
      name: z.string().optional(),
      path: z.string().optional(),
      description: z.string().optional(),
      policy: z.unknown(),
      ...tagged,
    }),
    compute: ({ name, inputs }, { accountId }) => {
      const arn = globalArn("iam", accountId, `policy/${inputs.name ?? name}`);
      return { id: arn, arn, name: inputs.name ?? name };
    },
  }),
  defineResourceType({
    type: "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
    properties: z.strictObject({ role: z.string(), policyArn: z.string() }),
    compute: ({ name }) => ({ id: name }),
  }),
  defineResourceType({
    type: "aws:iam/instanceProfile:InstanceProfile",
    properties: z.looseObject({ name: z.string().optional() }),
    compute: ({ name: logical, inputs }, { accountId }) => {
      const name = inputs.name ?? logical;
      return { id: name, name, arn: globalArn("iam", accountId, `instance-profile/${name}`) };
    },
    inert: "no machine runs that has it",
  }),
];
