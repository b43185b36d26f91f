import type { FunctionRuntime } from "./functions/runtime.ts";
import type { HeadersPolicy } from "./headers-policy.ts";
import type { Location } from "./locations.ts";

/** A function of the graph. */
export interface EdgeFunction {
  readonly name: string;
  readonly code: string;
  /** ARN of the key value store that it reads. */
  readonly store: string | undefined;
}

/** What all distributions share. */
export interface EdgeParts {
  readonly runtime: FunctionRuntime;
  /** Throws when nothing declares it. */
  functionOf(arn: string): EdgeFunction;
  headersPolicyOf(id: string): HeadersPolicy;
  /** Headers of CloudFront that policies add, in lower case. */
  addedBy(policies: readonly string[]): ReadonlySet<string>;
  /** Where viewers are; nowhere known by default. */
  readonly location: Location | undefined;
}
