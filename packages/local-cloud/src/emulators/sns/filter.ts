import { isRecord } from "../../core/values.ts";
import { compilePolicy } from "./filter-policy.ts";
import type { MessageAttribute, MessageAttributes } from "./message-attributes.ts";

export type FilterScope = "MessageAttributes" | "MessageBody";

/** A message as far as filters look at it. */
export interface Filterable {
  readonly body: string;
  readonly attributes: MessageAttributes;
}
export type Filter = (message: Filterable) => boolean;

const MAX_BYTES = 262_144;

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const comparedValue = ({ DataType, StringValue = "" }: MessageAttribute): unknown => {
  // An array that is none has no value to compare.
  if (DataType === "String.Array" || DataType === "Number.Array") {
    const values = parse(StringValue);
    return Array.isArray(values) ? values : [];
  }
  return DataType.startsWith("Number") ? Number(StringValue) : StringValue;
};

const readPolicy = (text: string): Record<string, unknown> => {
  if (Buffer.byteLength(text) > MAX_BYTES) throw new Error(`FilterPolicy: larger than ${MAX_BYTES} bytes`);
  let policy: unknown;
  try {
    policy = JSON.parse(text);
  } catch (error) {
    throw new Error(`FilterPolicy: failed to parse JSON. ${(error as Error).message}`);
  }
  if (!isRecord(policy)) throw new Error("FilterPolicy: failed to parse JSON. It must be an object");
  return policy;
};

const compile = (text: string, scope: FilterScope) => {
  const policy = readPolicy(text);
  // How a policy is taken away again: https://docs.aws.amazon.com/sns/latest/dg/remove-filter-policy.html
  if (Object.keys(policy).length === 0) return undefined;
  try {
    return compilePolicy(policy, { nested: scope === "MessageBody" });
  } catch (error) {
    const { message } = error as Error;
    throw new Error(message.startsWith("Filter policy scope") ? message : `FilterPolicy: ${message}`);
  }
};

/** Whether a subscription wants a message. Throws an Error with SNS's reason for a policy it would not take. */
export const compileFilter = (text: string | undefined, scope: FilterScope): Filter => {
  if (text === undefined) return () => true;
  const matches = compile(text, scope);
  if (!matches) return () => true;
  if (scope === "MessageBody")
    return ({ body }) => {
      const value = parse(body);
      try {
        return isRecord(value) && matches(value);
      } catch (error) {
        // Arrays in arrays, deeper than the stack.
        if (error instanceof RangeError) return false;
        throw error;
      }
    };
  return ({ attributes }) => {
    const compared = Object.entries(attributes).filter(([, { DataType }]) => !DataType.startsWith("Binary"));
    // `exists: false` matches only where there is another attribute:
    // https://docs.aws.amazon.com/sns/latest/dg/attribute-key-matching.html
    if (compared.length === 0) return false;
    return matches(Object.fromEntries(compared.map(([name, attribute]) => [name, comparedValue(attribute)])));
  };
};
