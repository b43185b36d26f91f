import { accountRoot, isArnOf } from "../core/arn.ts";
import { AwsError } from "../core/aws-error.ts";
import { compilePolicy, type Statement } from "./policy.ts";

/** A statement of a policy document, as JSON has it. */
export interface PolicyStatement {
  readonly Sid?: string;
  readonly [member: string]: unknown;
}

/** A policy document, as JSON has it; a single statement may stand without a list. */
export interface PolicyDocument {
  readonly Version?: string;
  readonly Id?: string;
  readonly Statement: PolicyStatement | readonly PolicyStatement[];
}

/** The policies attached to queues, topics, functions and buses, by ARN of the resource. */
export interface ResourcePolicies {
  /** The document; undefined when the resource has none. */
  policyOf(arn: string): PolicyDocument | undefined;
  /** What is evaluated of it; of an object, that of its bucket, and of an index, that of its table. */
  statementsOf(arn: string): readonly Statement[];
  /**
   * Attaches a policy (JSON text or the parsed document); undefined or an empty text removes it. Throws
   * `InvalidAttributeValue` for one that is not valid, or that has what the local cloud does not evaluate.
   */
  attach(arn: string, policy: unknown): void;
  /** Grows with each change. */
  readonly revision: number;
}

// An object has the policy of its bucket, an index that of its table; a table's stream has one of its own.
const wholeOf = (arn: string) => {
  if (isArnOf(arn, "s3")) return arn.split("/", 1)[0] ?? arn;
  return isArnOf(arn, "dynamodb") ? arn.replace(/\/index\/.*$/, "") : arn;
};

const NONE: readonly Statement[] = [];

export const createResourcePolicies = (): ResourcePolicies => {
  const policies = new Map<string, { document: PolicyDocument; statements: readonly Statement[] }>();
  let revision = 0;
  return {
    get revision() {
      return revision;
    },
    policyOf: (arn) => policies.get(arn)?.document,
    statementsOf: (arn) => (policies.get(arn) ?? policies.get(wholeOf(arn)))?.statements ?? NONE,
    attach(arn, policy) {
      if (policy === undefined || policy === "") policies.delete(arn);
      else policies.set(arn, read(policy));
      revision++;
    },
  };
};

const read = (policy: unknown) => {
  try {
    const document = (typeof policy === "string" ? JSON.parse(policy) : policy) as PolicyDocument;
    return { document, statements: compilePolicy(document) };
  } catch (cause) {
    throw new AwsError("InvalidAttributeValue", `The policy is not valid: ${(cause as Error).message}`, {
      cause,
    });
  }
};

export const statementsIn = (document: PolicyDocument | undefined): readonly PolicyStatement[] =>
  document ? [document.Statement].flat() : [];

/** What `AddPermission` of SQS and SNS adds to a policy: accounts that may do the actions. */
export const accountStatement = (
  label: string,
  accountIds: readonly string[],
  actions: readonly string[],
  resource: string,
): PolicyStatement => ({
  Sid: label,
  Effect: "Allow",
  Principal: { AWS: oneOrMany(accountIds.map(accountRoot)) },
  Action: oneOrMany(actions),
  Resource: resource,
});

/** A list of one as policies are written: the one without a list. */
export const oneOrMany = <Value>(values: readonly Value[]): Value | readonly Value[] =>
  values.length === 1 ? values[0]! : values;
