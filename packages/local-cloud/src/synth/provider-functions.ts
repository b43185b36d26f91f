import { accountRoot, arnOf } from "../core/arn.ts";
import { type Account, stableId } from "../core/resource-type.ts";
import { iotEndpoint } from "../emulators/iot/endpoint.ts";
import { oneOrMany } from "../iam/resource-policies.ts";
import { writtenType } from "./refusals.ts";

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

const policyStatement = (statement: Statement) => ({
  Sid: statement.sid || undefined,
  Effect: statement.effect ?? "Allow",
  Action: statement.actions && oneOrMany(statement.actions),
  NotAction: statement.notActions && oneOrMany(statement.notActions),
  Resource: statement.resources && oneOrMany(statement.resources),
  NotResource: statement.notResources && oneOrMany(statement.notResources),
  Principal: statement.principals && principalOf(statement.principals),
  Condition: statement.conditions && conditionBlock(statement.conditions),
});

const principalOf = (principals: NonNullable<Statement["principals"]>) =>
  principals.some(({ type }) => type === "*")
    ? "*"
    : Object.fromEntries(principals.map(({ type, identifiers }) => [type, oneOrMany(identifiers)]));

const conditionBlock = (conditions: NonNullable<Statement["conditions"]>) => {
  const block: Record<string, Record<string, string | readonly string[]>> = {};
  for (const { test, variable, values } of conditions) (block[test] ??= {})[variable] = oneOrMany(values);
  return block;
};

const policyDocument = (inputs: Record<string, unknown>) => {
  const statements = (inputs.statements as Statement[] | undefined) ?? [];
  const document = { Version: "2012-10-17", Statement: statements.map(policyStatement) };
  const json = JSON.stringify(document);
  return { ...inputs, id: stableId(json), json, minifiedJson: json };
};

/** What the answers depend on. */
export interface ProviderContext {
  readonly account: Account;
  /** Whether one slice of a config is evaluated, which reads what the others declare. */
  readonly isSlice: boolean;
  /** SSM parameters declared so far. */
  readonly parameters: ReadonlyMap<string, string>;
  /** Secrets declared so far, by ARN. */
  readonly secrets: ReadonlyMap<string, string>;
  /** Told what has no local answer; evaluation goes on with one that has nothing in it. */
  refuse(sentence: string): void;
}

/** Answers what a program asks the AWS provider while it runs (`aws.getRegion()`, `aws.iam.getPolicyDocument()`). */
export const callProviderFunction = (
  token: string,
  inputs: Record<string, unknown>,
  { account, isSlice, parameters, secrets, refuse }: ProviderContext,
): Record<string, unknown> => {
  const unanswered = () => {
    refuse(
      `${writtenType(token)}(${inputs.name ?? inputs.id ?? ""}): the local cloud has no answer to this call of the provider. Where the config makes it, give the value there; or add an answer in src/synth/provider-functions.ts of sourdough-local.`,
    );
    return { ...inputs };
  };
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
        arn: accountRoot(account.accountId),
        userId: account.accountId,
      };
    case "aws:index/getPartition:getPartition":
      return { id: "aws", partition: "aws", dnsSuffix: "amazonaws.com", reverseDnsPrefix: "com.amazonaws" };
    case "aws:ssm/getParameter:getParameter": {
      const value = parameters.get(String(inputs.name));
      if (value === undefined && !isSlice)
        refuse(
          `aws.ssm.getParameter(${inputs.name}): nothing declares this parameter. Declare it before with aws.ssm.Parameter for this stage, or give the value in the config.`,
        );
      // A slice that is only read, not run, says where the value will come from; as a URL, since some must be one.
      const known = value ?? `ssm://parameter${inputs.name}`;
      return { ...inputs, id: inputs.name, value: known, insecureValue: known, type: "String", version: 1 };
    }
    case "aws:secretsmanager/getSecretVersion:getSecretVersion": {
      const secretString = secrets.get(String(inputs.secretId));
      if (secretString === undefined)
        refuse(
          `aws.secretsmanager.getSecretVersion(${inputs.secretId}): nothing declares a value of this secret. Declare it before with aws.secretsmanager.SecretVersion for this stage, or give the value in the config.`,
        );
      return { ...inputs, id: inputs.secretId, secretString: secretString ?? "{}" };
    }
    case "aws:index/getAvailabilityZones:getAvailabilityZones": {
      const names = ["a", "b", "c"].map((zone) => `${account.region}${zone}`);
      return { ...inputs, id: account.region, names, zoneIds: names, groupNames: [account.region] };
    }
    // Of machines that SST starts for a VPC, which are accepted and never run.
    case "aws:ec2/getAmi:getAmi":
      return { ...inputs, id: "ami-local", imageId: "ami-local", architecture: "arm64" };
    case "aws:iot/getEndpoint:getEndpoint": {
      const endpointAddress = iotEndpoint(account);
      return { ...inputs, id: endpointAddress, endpointAddress };
    }
    // Every account has this one; of others nobody knows here whether they are.
    case "aws:cloudwatch/getEventBus:getEventBus":
      if (inputs.name !== "default") return unanswered();
      return {
        ...inputs,
        id: "default",
        arn: arnOf("events", account, "event-bus/default"),
        description: "",
        kmsKeyIdentifier: "",
      };
    // What stands there before this deployment: on a laptop nothing.
    case "aws:ssm/getParametersByPath:getParametersByPath":
      return { ...inputs, id: inputs.path, arns: [], names: [], types: [], values: [] };
    default:
      return unanswered();
  }
};
