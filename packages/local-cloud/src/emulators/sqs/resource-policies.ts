import { AwsError } from "../../core/aws-error.ts";
import { compilePolicy } from "../../iam/policy.ts";

/** The policies attached to queues and topics, by ARN of the resource. */
export interface ResourcePolicies {
  /** The parsed policy document; undefined when the resource has none. */
  policyOf(arn: string): unknown | undefined;
  /**
   * Attaches a policy (JSON text or the parsed document); undefined or an empty text removes it. Throws
   * `InvalidAttributeValue` for one that is not valid, or that has what the local cloud does not evaluate.
   */
  attach(arn: string, policy: unknown): void;
}

declare module "../../core/cloud.ts" {
  interface Shared {
    /** Offered by the SQS emulator; those of other services attach theirs. */
    resourcePolicies: ResourcePolicies;
  }
}

export const createResourcePolicies = (): ResourcePolicies => {
  const policies = new Map<string, unknown>();
  return {
    policyOf: (arn) => policies.get(arn),
    attach(arn, policy) {
      if (policy === undefined || policy === "") policies.delete(arn);
      else policies.set(arn, checked(policy));
    },
  };
};

const checked = (policy: unknown): unknown => {
  try {
    const document: unknown = typeof policy === "string" ? JSON.parse(policy) : policy;
    compilePolicy(document);
    return document;
  } catch (cause) {
    throw new AwsError("InvalidAttributeValue", `The policy is not valid: ${(cause as Error).message}`, {
      cause,
    });
  }
};
