import { AwsError } from "../../core/aws-error.ts";
import { compile } from "../../patterns/index.ts";
import type { MessageAttribute } from "../sqs/fauxqs.ts";

export type FilterScope = "MessageAttributes" | "MessageBody";

/** A message as far as filters look at it. */
export interface Filterable {
  readonly Message: string;
  readonly MessageAttributes?: Record<string, MessageAttribute> | undefined;
}

/** https://docs.aws.amazon.com/sns/latest/dg/subscription-filter-policy-constraints.html */
const MAX_KEYS = 5;
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

const leaves = (policy: unknown): unknown[][] => {
  if (Array.isArray(policy)) return [policy];
  return typeof policy === "object" && policy !== null ? Object.values(policy).flatMap(leaves) : [];
};

const checkLimits = (text: string) => {
  const policy = parse(text);
  if (typeof policy !== "object" || policy === null || Array.isArray(policy)) {
    throw invalid("failed to parse JSON.");
  }
  const values = leaves(policy);
  const combinations = values.reduce((product, { length }) => product * length, 1);
  if (values.length > MAX_KEYS || combinations > MAX_COMBINATIONS)
    throw invalid("Filter policy is too complex");
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
  checkLimits(policy);
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
