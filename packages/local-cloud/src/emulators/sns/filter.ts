import { AwsError } from "../../core/aws-error.ts";
import { compile } from "../../patterns/index.ts";
import type { MessageAttribute } from "../sqs/message.ts";

export type FilterScope = "MessageAttributes" | "MessageBody";

/** A message as far as filters look at it. */
export interface Filterable {
  readonly Message: string;
  readonly MessageAttributes?: Record<string, MessageAttribute> | undefined;
}

/** https://docs.aws.amazon.com/sns/latest/dg/subscription-filter-policy-constraints.html */
const MAX_KEYS = 5; // at the top, nested keys do not count
const MAX_COMBINATIONS = 150;

const invalid = (reason: string) =>
  new AwsError("InvalidParameter", `Invalid parameter: FilterPolicy: ${reason}`);

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** A value counts once for each level it is nested. */
const combinations = (policy: object, depth = 1): number =>
  Object.entries(policy).reduce((product, [key, value]) => {
    if (key === "$or" && Array.isArray(value))
      return product * value.reduce((sum: number, each: object) => sum + combinations(each, depth), 0);
    if (Array.isArray(value)) return product * value.length * depth;
    return typeof value === "object" && value !== null ? product * combinations(value, depth + 1) : product;
  }, 1);

const checkLimits = (text: string, scope: FilterScope) => {
  const policy = parse(text);
  if (typeof policy !== "object" || policy === null || Array.isArray(policy))
    throw invalid("failed to parse JSON.");
  const isNested = Object.values(policy).some((value) => typeof value === "object" && !Array.isArray(value));
  if (scope === "MessageAttributes" && isNested)
    throw new AwsError(
      "InvalidParameter",
      "Invalid parameter: Filter policy scope MessageAttributes does not support nested filter policy",
    );
  if (Object.keys(policy).length > MAX_KEYS)
    throw invalid(`Filter policy can not have more than ${MAX_KEYS} keys`);
  if (combinations(policy) > MAX_COMBINATIONS) throw invalid("Filter policy is too complex");
};

const attributeValue = ({ DataType, StringValue = "" }: MessageAttribute): unknown => {
  if (DataType.startsWith("Number")) return Number(StringValue);
  // https://docs.aws.amazon.com/sns/latest/dg/sns-message-attributes.html
  return DataType.startsWith("String.Array") ? (parse(StringValue) ?? []) : StringValue;
};

const attributesOf = ({ MessageAttributes = {} }: Filterable) =>
  Object.fromEntries(
    Object.entries(MessageAttributes)
      .filter(([, { DataType }]) => !DataType.startsWith("Binary"))
      .map(([name, attribute]) => [name, attributeValue(attribute)]),
  );

/** Whether a subscription wants a message. Throws `InvalidParameter` for a policy SNS would not take. */
export const compileFilter = (
  policy: string | undefined,
  scope: FilterScope,
): ((message: Filterable) => boolean) => {
  if (policy === undefined || policy === "" || policy === "{}") return () => true;
  checkLimits(policy, scope);
  let matcher: ReturnType<typeof compile>;
  try {
    matcher = compile(policy, { dialect: "bus" });
  } catch (error) {
    throw invalid((error as Error).message);
  }
  if (scope === "MessageAttributes") return (message) => matcher.matches(attributesOf(message));
  return ({ Message }) => {
    const body = parse(Message);
    return typeof body === "object" && body !== null && matcher.matches(body);
  };
};
