import { z } from "zod";
import { AwsError } from "../../core/aws-error.ts";
import { STANDARD_ATTRIBUTES, type UserPoolProperties } from "./pool-properties.ts";
import type { Client, User } from "./store.ts";

/** Attribute -> value. */
export type Attributes = ReadonlyMap<string, string>;

const nameText = /^[\p{L}\p{M}\p{S}\p{N}\p{P}]+$/u;

/** `[{ Name, Value }]`: https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AttributeType.html */
export const attributesInput = z
  .array(
    z.strictObject({
      Name: z.string().min(1).max(32).regex(nameText),
      Value: z.string().max(2048).default(""),
    }),
  )
  .default([])
  .refine((list) => new Set(list.map(({ Name }) => Name)).size === list.length, "an attribute is there twice")
  .transform((list): Attributes => new Map(list.map(({ Name, Value }) => [Name, Value])));

export const usernameInput = z.string().min(1).max(128).regex(nameText);

/** Known by a code that was sent, or by what an administrator says. */
const VERIFIED = new Set(["email_verified", "phone_number_verified"]);

type Schema = UserPoolProperties["schemas"][number];

const attributeName = (name: string): string =>
  STANDARD_ATTRIBUTES.has(name) ? name : `custom:${name.replace(/^custom:/, "")}`;

const invalid = (message: string): never => {
  throw new AwsError("InvalidParameterException", message);
};

/** What is wrong with a value; the wording of AWS is not known. */
const valueProblem = (value: string, schema: Schema | undefined): string | undefined => {
  const { minLength = 0, maxLength = 2048 } = schema?.stringAttributeConstraints ?? {};
  const { minValue, maxValue } = schema?.numberAttributeConstraints ?? {};
  switch (schema?.attributeDataType) {
    case "Number":
      if (!/^-?\d+(\.\d+)?$/.test(value)) return "Number must be in decimal digits";
      if (minValue !== undefined && Number(value) < minValue) return `Number must be ${minValue} or more`;
      if (maxValue !== undefined && Number(value) > maxValue) return `Number must be ${maxValue} or less`;
      return undefined;
    case "Boolean":
      return /^(true|false)$/.test(value) ? undefined : "Boolean must be true or false";
    case "DateTime":
      return Number.isNaN(Date.parse(value)) ? "DateTime must be in ISO 8601" : undefined;
    default:
      return value.length >= minLength && value.length <= maxLength
        ? undefined
        : `String must have ${minLength} to ${maxLength} characters`;
  }
};

const ofStandard = (name: string): Schema | undefined => {
  if (VERIFIED.has(name)) return { name, attributeDataType: "Boolean", required: false };
  if (name === "updated_at") return { name, attributeDataType: "Number", required: false };
  if (name !== "birthdate") return undefined;
  const stringAttributeConstraints = { minLength: 10, maxLength: 10 };
  return { name, attributeDataType: "String", required: false, stringAttributeConstraints };
};

/**
 * Throws `InvalidParameterException` for attributes the pool does not have, lacks, or that look wrong; and for `sub`,
 * which the pool alone gives.
 */
export const checkAttributes = (attributes: Attributes, { schemas }: UserPoolProperties): void => {
  const known = new Map(schemas.map((schema) => [attributeName(schema.name), schema]));
  if (attributes.has("sub")) invalid("Cannot modify the non-mutable attribute sub");
  const problems = [
    ...Array.from(attributes, ([name, value]) => {
      if (!STANDARD_ATTRIBUTES.has(name) && !known.has(name))
        return `${name}: Attribute does not exist in the schema.`;
      const problem = valueProblem(value, known.get(name) ?? ofStandard(name));
      return problem === undefined ? [] : `${name}: ${problem}`;
    }).flat(),
    ...schemas.flatMap(({ name, required }) =>
      required && name !== "sub" && !attributes.get(attributeName(name))
        ? [`${name}: The attribute ${name} is required`]
        : [],
    ),
  ];
  if (problems.length > 0) invalid(`Attributes did not conform to the schema: ${problems.join("\n")}`);
  const email = attributes.get("email");
  if (email !== undefined && !/^[^\s@]+@[^\s@.]+(?:\.[^\s@.]+)*$/.test(email))
    invalid("Invalid email address format.");
  const phone = attributes.get("phone_number");
  if (phone !== undefined && !/^\+\d{1,15}$/.test(phone)) invalid("Invalid phone number format.");
};

/** Throws when one of `names` may be set only when the user is made. */
export const checkMutable = (names: Iterable<string>, { schemas }: UserPoolProperties): void => {
  // The provider leaves out `mutable` as false: https://www.pulumi.com/registry/packages/aws/api-docs/cognito/userpool/
  const fixed = new Set(schemas.flatMap(({ name, mutable }) => (mutable ? [] : [attributeName(name)])));
  for (const name of names)
    if (name === "sub" || fixed.has(name)) invalid(`Cannot modify the non-mutable attribute ${name}`);
};

/**
 * Throws when an app client sets what its `writeAttributes` leave out, or what only a code or an administrator can
 * say: https://github.com/aws/aws-sdk-js/issues/3603
 */
export const checkWritable = (names: Iterable<string>, { writeAttributes }: Client): void => {
  for (const name of names)
    if (
      VERIFIED.has(name) ||
      (writeAttributes.length > 0 && name !== "sub" && !writeAttributes.includes(name))
    )
      throw new AwsError("NotAuthorizedException", "A client attempted to write unauthorized attribute");
};

/** The attributes of `names` that no app client of the pool can be given to write. */
export const neverWritable = (names: readonly string[], { schemas }: UserPoolProperties): string[] => {
  const custom = new Set(schemas.map(({ name }) => attributeName(name)));
  return names.filter(
    (name) => name === "sub" || VERIFIED.has(name) || !(STANDARD_ATTRIBUTES.has(name) || custom.has(name)),
  );
};

/** What an app client may see of a user. */
export const readable = (user: User, client?: Client): [string, string][] =>
  Object.entries(user.attributes).filter(
    ([name]) =>
      !client || client.readAttributes.length === 0 || name === "sub" || client.readAttributes.includes(name),
  );

export const attributeList = (entries: Iterable<[string, string]>) =>
  Array.from(entries, ([Name, Value]) => ({ Name, Value }));
