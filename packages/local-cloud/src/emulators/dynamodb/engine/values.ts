import { AwsError } from "../../../core/aws-error.ts";
import { invalid, invalidParameters } from "./errors.ts";
import { canonicalNumber } from "./numbers.ts";

/** A value in DynamoDB's JSON, with exactly one of its types; bytes are base64. */
export interface AttributeValue {
  readonly S?: string;
  readonly N?: string;
  readonly B?: string;
  readonly BOOL?: boolean;
  readonly NULL?: true;
  readonly SS?: readonly string[];
  readonly NS?: readonly string[];
  readonly BS?: readonly string[];
  readonly L?: readonly AttributeValue[];
  readonly M?: Item;
}
export type Item = Readonly<Record<string, AttributeValue>>;
export type AttributeType = keyof AttributeValue;

export const TYPES: readonly AttributeType[] = ["S", "N", "B", "BOOL", "NULL", "SS", "NS", "BS", "L", "M"];
const types = new Set<string>(TYPES);

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html#limits-attributes */
const DEEPEST = 32;

export const typeOf = (value: AttributeValue): AttributeType => {
  for (const type in value) return type as AttributeType;
  return "NULL";
};

/** A member by a name that anybody may choose: `constructor` is no attribute. */
export const attributeOf = (item: Item, name: string): AttributeValue | undefined =>
  Object.hasOwn(item, name) ? item[name] : undefined;

export const bytesOf = (base64: string): Buffer => Buffer.from(base64, "base64");

const unreadable = (message: string) => new AwsError("SerializationException", message);

const text = (value: unknown): string => {
  if (typeof value === "string") return value;
  throw unreadable(`${value === null ? "null" : typeof value} cannot be converted to String`);
};
const list = (value: unknown): readonly unknown[] => {
  if (Array.isArray(value)) return value;
  throw unreadable("Unexpected field type");
};

/** In the one form that bytes have: what is stored compares as text. */
const isBase64 = (value: string) =>
  value.length % 4 === 0 &&
  /^[A-Za-z0-9+/]*={0,2}$/.test(value) &&
  (!value.endsWith("=") || bytesOf(value.slice(-4)).toString("base64") === value.slice(-4));
/** Base64 of bytes that came over the wire or, from within the process, as they are. */
const binary = (value: unknown): string => {
  if (value instanceof Uint8Array) return Buffer.from(value).toString("base64");
  if (typeof value !== "string") throw unreadable("only base-64-encoded strings are convertible to bytes");
  if (isBase64(value)) return value;
  throw unreadable(`Base64 is expected, but this is none: ${value.slice(0, 100)}`);
};

const elements = {
  SS: {
    read: text,
    none: "An string set  may not be empty",
    twice: (values: string) => invalidParameters(`Input collection ${values} contains duplicates.`),
  },
  NS: {
    read: (value: unknown) => canonicalNumber(text(value)),
    none: "An number set  may not be empty",
    twice: () => invalid("Input collection contains duplicates"),
  },
  BS: {
    read: binary,
    none: "Binary sets should not be empty",
    twice: (values: string) => invalidParameters(`Input collection ${values}of type BS contains duplicates.`),
  },
};
const set = (type: keyof typeof elements, value: unknown): readonly string[] => {
  const { read, none, twice } = elements[type];
  const values = list(value).map(read);
  if (values.length === 0) throw invalidParameters(none);
  if (new Set(values).size < values.length) throw twice(`[${values.join(", ")}]`);
  return values;
};

const content = (type: AttributeType, value: unknown, depth: number): unknown => {
  switch (type) {
    case "S":
      return text(value);
    case "N":
      return canonicalNumber(text(value));
    case "B":
      return binary(value);
    case "BOOL":
      if (typeof value === "boolean") return value;
      throw unreadable(`${typeof value} cannot be converted to Boolean`);
    case "NULL":
      if (value === true) return value;
      if (typeof value !== "boolean") throw unreadable(`${typeof value} cannot be converted to Boolean`);
      throw invalidParameters("Null attribute value types must have the value of true");
    case "L":
      return list(value).map((each) => parse(each, depth + 1));
    case "M":
      return attributes(value, depth + 1);
    default:
      return set(type, value);
  }
};

const parse = (value: unknown, depth: number): AttributeValue => {
  if (depth > DEEPEST) throw invalid("Nesting Levels have exceeded supported limits");
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw unreadable("Unexpected value type in payload");
  let found: AttributeType | undefined;
  for (const type in value) {
    const given = (value as Record<string, unknown>)[type];
    if (given === null || given === undefined) continue;
    if (!types.has(type)) throw unreadable(`${type} is no type of an attribute value`);
    if (found !== undefined)
      throw invalid(
        "Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes",
      );
    found = type as AttributeType;
  }
  if (found === undefined)
    throw invalid("Supplied AttributeValue is empty, must contain exactly one of the supported datatypes");
  return { [found]: content(found, (value as Record<string, unknown>)[found], depth) };
};

const attributes = (value: unknown, depth: number): Item => {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw unreadable("Start of structure or map found where not expected");
  const item: Record<string, AttributeValue> = {};
  for (const [name, each] of Object.entries(value)) {
    if (each === undefined) continue;
    const parsed = parse(each, depth);
    // To set it would change what the object is.
    if (name === "__proto__")
      Object.defineProperty(item, name, {
        value: parsed,
        writable: true,
        enumerable: true,
        configurable: true,
      });
    else item[name] = parsed;
  }
  return item;
};

/** Takes apart what somebody sent, with numbers in the form they are stored in; throws what DynamoDB answers. */
export const parseValue = (value: unknown): AttributeValue => parse(value, 0);
export const parseItem = (value: unknown): Item => attributes(value, 0);
