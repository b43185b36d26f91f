import { AwsError } from "../../core/aws-error.ts";
import type { UserPoolProperties } from "./resources.ts";
import type { Client, User } from "./user-pool.ts";

/** https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-attributes.html */
const STANDARD = new Set(
  (
    "address birthdate email email_verified family_name gender given_name locale middle_name name nickname " +
    "phone_number phone_number_verified picture preferred_username profile sub updated_at website zoneinfo"
  ).split(" "),
);

/** Throws `InvalidParameterException` for attributes the pool does not have, lacks, or that look wrong. */
export const checkAttributes = (
  attributes: ReadonlyMap<string, string>,
  { schemas }: UserPoolProperties,
): void => {
  const custom = new Set(schemas.map(({ name }) => `custom:${name.replace(/^custom:/, "")}`));
  for (const name of attributes.keys())
    if (!STANDARD.has(name) && !custom.has(name))
      invalid(`Attributes did not conform to the schema: ${name}: Attribute does not exist in the schema.`);
  for (const { name, required } of schemas)
    if (required && name !== "sub" && !attributes.get(name))
      invalid(`Attributes did not conform to the schema: ${name}: The attribute ${name} is required`);
  const email = attributes.get("email");
  if (email !== undefined && !/^[^\s@]+@[^\s@.]+(?:\.[^\s@.]+)*$/.test(email))
    invalid("Invalid email address format.");
  const phone = attributes.get("phone_number");
  if (phone !== undefined && !/^\+\d{1,15}$/.test(phone)) invalid("Invalid phone number format.");
};

const invalid = (message: string): never => {
  throw new AwsError("InvalidParameterException", message);
};

/** Throws when an app client sets what its `writeAttributes` leave out. */
export const checkWritable = (names: readonly string[], { writeAttributes }: Client): void => {
  if (writeAttributes.length > 0 && names.some((name) => !writeAttributes.includes(name)))
    throw new AwsError("NotAuthorizedException", "A client attempted to write unauthorized attribute");
};

/** What an app client may see of a user. */
export const readable = (user: User, client?: Client): [string, string][] =>
  [...user.attributes].filter(
    ([name]) =>
      !client || client.readAttributes.length === 0 || name === "sub" || client.readAttributes.includes(name),
  );

export const attributeList = (entries: Iterable<[string, string]>) =>
  Array.from(entries, ([Name, Value]) => ({ Name, Value }));
