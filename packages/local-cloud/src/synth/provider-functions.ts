import { type Account, stableId } from "../core/resource-type.ts";

interface Statement {
  sid?: string;
  effect?: string;
  actions?: string[];
  notActions?: string[];
  resources?: string[];
  notResources?: string[];
  principals?: { type: string; identifiers: string[] }[];
  conditions?: { test: string; variable: string; values: string[] }[];
}

const oneOrMany = (values: string[]) => (values.length === 1 ? values[0]! : values);

const policyStatement = (statement: Statement) => ({
  ...(statement.sid ? { Sid: statement.sid } : {}),
  Effect: statement.effect ?? "Allow",
  ...(statement.actions ? { Action: oneOrMany(statement.actions) } : {}),
  ...(statement.notActions ? { NotAction: oneOrMany(statement.notActions) } : {}),
  ...(statement.resources ? { Resource: oneOrMany(statement.resources) } : {}),
  ...(statement.notResources ? { NotResource: oneOrMany(statement.notResources) } : {}),
  ...(statement.principals
    ? {
        Principal: statement.principals.some((principal) => principal.type === "*")
          ? "*"
          : Object.fromEntries(
              statement.principals.map((principal) => [principal.type, oneOrMany(principal.identifiers)]),
            ),
      }
    : {}),
  ...(statement.conditions ? { Condition: conditionBlock(statement.conditions) } : {}),
});

const conditionBlock = (conditions: NonNullable<Statement["conditions"]>) => {
  const block: Record<string, Record<string, string | string[]>> = {};
  for (const { test, variable, values } of conditions) (block[test] ??= {})[variable] = oneOrMany(values);
  return block;
};

const policyDocument = (inputs: Record<string, unknown>) => {
  const statements = (inputs.statements as Statement[] | undefined) ?? [];
  const document = { Version: "2012-10-17", Statement: statements.map(policyStatement) };
  const json = JSON.stringify(document);
  return { ...inputs, id: stableId(json), json, minifiedJson: json };
};

/**
 * Answers what a program asks the AWS provider while it runs (`aws.getRegion()`, `aws.iam.getPolicyDocument()`).
 * `parameters` are the SSM parameters declared so far. Throws for a function that has no local answer.
 */
export const callProviderFunction = (
  token: string,
  inputs: Record<string, unknown>,
  account: Account & { stage: string },
  parameters: ReadonlyMap<string, string>,
): Record<string, unknown> => {
  switch (token) {
    case "aws:iam/getPolicyDocument:getPolicyDocument":
      return policyDocument(inputs);
    case "aws:index/getRegion:getRegion":
      return {
        id: account.region,
        region: account.region,
        name: account.region,
        description: account.region,
      };
    case "aws:index/getCallerIdentity:getCallerIdentity":
      return {
        id: account.accountId,
        accountId: account.accountId,
        arn: `arn:aws:iam::${account.accountId}:root`,
        userId: account.accountId,
      };
    case "aws:index/getPartition:getPartition":
      return { id: "aws", partition: "aws", dnsSuffix: "amazonaws.com", reverseDnsPrefix: "com.amazonaws" };
    case "aws:ssm/getParameter:getParameter": {
      const value = parameters.get(String(inputs.name));
      if (value === undefined && account.stage === "local")
        throw new Error(
          `SSM parameter "${inputs.name}" is read but no resource of this config declares it. Locally, run all slices together (leave SERVICE unset).`,
        );
      // A slice that is only read, not run, says where the value will come from; as a URL, since some must be one.
      const known = value ?? `ssm://parameter${inputs.name}`;
      return { ...inputs, id: inputs.name, value: known, insecureValue: known, type: "String", version: 1 };
    }
    default:
      throw new Error(
        `The provider function ${token} has no local answer. Add one in packages/local-cloud/src/synth/provider-functions.ts, or replace the call by a value known in the config.`,
      );
  }
};
