import { z } from "zod";
import { AwsError } from "../../../core/aws-error.ts";
import { parseJson } from "../../../core/parse-json.ts";
import { s3Error } from "../errors.ts";

const scalar = z.union([z.string(), z.number()]).transform(String);
const document = z.object({
  expiration: z.string(),
  conditions: z.array(z.union([z.array(z.unknown()), z.record(z.string(), scalar)])),
});

/** Bytes that a form may bring. */
export interface Bounds {
  readonly least: number;
  readonly most: number;
}

const invalidDocument = (why: string) => new AwsError("InvalidPolicyDocument", `Invalid Policy: ${why}`);
const denied = (why: string) => s3Error("AccessDenied", {}, `Invalid according to Policy: ${why}`);

const parsed = (policy: string): z.output<typeof document> => {
  const text = Buffer.from(policy, "base64").toString("utf8");
  let json: unknown;
  try {
    json = parseJson(text);
  } catch {
    throw invalidDocument("Invalid JSON.");
  }
  const result = document.safeParse(json);
  if (result.success) return result.data;
  const missing = ["expiration", "conditions"].find((name) => !Object.hasOwn(Object(json), name));
  throw invalidDocument(missing ? `Policy missing ${missing}.` : "Invalid JSON.");
};

interface Condition {
  readonly operator: string;
  /** Lower case, without its `$`. */
  readonly field: string;
  readonly value: string;
  /** As the policy has it, for the error. */
  readonly shown: string;
}

/** Fields that need no condition. */
const free = (field: string) =>
  ["x-amz-signature", "file", "policy", "signature", "awsaccesskeyid"].includes(field) ||
  field.startsWith("x-ignore-");

const wholeNumber = (value: unknown): number => {
  const number = typeof value === "string" && value !== "" ? Number(value) : value;
  if (typeof number !== "number" || !Number.isInteger(number) || number < 0)
    throw invalidDocument("Invalid content-length-range.");
  return number;
};

const conditionsOf = (list: z.output<typeof document>["conditions"]) => {
  const conditions: Condition[] = [];
  let bounds: Bounds | undefined;
  for (const one of list) {
    if (!Array.isArray(one)) {
      const entries = Object.entries(one);
      if (entries.length !== 1)
        throw invalidDocument(
          "Invalid Simple-Condition: Simple-Conditions must have exactly one property specified.",
        );
      for (const [name, value] of entries)
        conditions.push({
          operator: "eq",
          field: name.toLowerCase(),
          value,
          shown: `["eq", "$${name}", "${value}"]`,
        });
      continue;
    }
    const [operator, field, value] = one;
    const kind = String(operator).toLowerCase();
    if (kind === "content-length-range") {
      bounds = { least: wholeNumber(field), most: wholeNumber(value) };
      continue;
    }
    if (kind !== "eq" && kind !== "starts-with")
      throw invalidDocument(`Invalid Condition: unknown operation '${String(operator).slice(0, 50)}'.`);
    if (
      one.length !== 3 ||
      typeof field !== "string" ||
      !field.startsWith("$") ||
      !["string", "number"].includes(typeof value)
    )
      throw invalidDocument("Invalid Condition: wrong number or kind of arguments.");
    conditions.push({
      operator: kind,
      field: field.slice(1).toLowerCase(),
      value: String(value),
      shown: `["${kind}", "${field}", "${String(value)}"]`,
    });
  }
  return { conditions, bounds };
};

const holds = ({ operator, field, value }: Condition, actual: string): boolean => {
  if (operator === "eq") return actual === value;
  // Several types at once are a list, each of which must begin so.
  const each = field === "content-type" ? actual.split(",").map((one) => one.trim()) : [actual];
  return each.every((one) => one.startsWith(value));
};

/**
 * Checks the fields of a form (by lower-case name, with `bucket`) against its policy (base64), and answers how many bytes
 * it allows. https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-HTTPPOSTConstructPolicy.html
 */
export const checkPolicy = (
  policy: string,
  fields: ReadonlyMap<string, string>,
  now: number,
): Bounds | undefined => {
  const { expiration, conditions: list } = parsed(policy);
  const expires = Date.parse(expiration);
  if (Number.isNaN(expires) || !/^\d{4}-\d\d-\d\dT/.test(expiration))
    throw invalidDocument(`Invalid 'expiration' value: '${expiration.slice(0, 50)}'`);
  if (now > expires) throw denied("Policy expired.");
  const { conditions, bounds } = conditionsOf(list);
  for (const condition of conditions)
    if (!holds(condition, fields.get(condition.field) ?? ""))
      throw denied(`Policy Condition failed: ${condition.shown}`);
  const named = new Set(conditions.map(({ field }) => field));
  const extra = [...fields.keys()].filter((field) => field !== "bucket" && !named.has(field) && !free(field));
  if (extra.length > 0) throw denied(`Extra input fields: ${extra.join(", ")}`);
  return bounds;
};
