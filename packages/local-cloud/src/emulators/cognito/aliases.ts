import { AwsError } from "../../core/aws-error.ts";
import type { Attributes } from "./attributes.ts";
import type { UserPoolProperties } from "./pool-properties.ts";

const kinds = {
  email: { is: /^[^\s@]+@[^\s@]+$/, called: "email" },
  phone_number: { is: /^\+\d+$/, called: "phone number" },
} as const;

/** The attribute a user name stands for in a pool whose user names are e-mail addresses or phone numbers. */
export const aliasKind = (username: string, allowed: readonly (keyof typeof kinds)[]): string => {
  const kind = allowed.find((name) => kinds[name].is.test(username));
  if (kind !== undefined) return kind;
  const expected = allowed.map((name) => (name === "email" ? "an email" : "a phone number")).join(" or ");
  throw new AwsError("InvalidParameterException", `Username should be ${expected}.`);
};

/**
 * Throws for a user name that could be taken for somebody's alias:
 * https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-attributes.html
 */
export const checkUsername = (username: string, { aliasAttributes }: UserPoolProperties): void => {
  for (const name of aliasAttributes) {
    if (name === "preferred_username" || !kinds[name].is.test(username)) continue;
    const { called } = kinds[name];
    throw new AwsError(
      "InvalidParameterException",
      `Username cannot be of ${called} format, since user pool is configured for ${called} alias.`,
    );
  }
};

/** What a user can sign in with besides the user name: attribute and value. An address of an alias must be verified. */
export const aliasesOf = (
  attributes: Attributes,
  { usernameAttributes, aliasAttributes }: UserPoolProperties,
): [attribute: string, value: string][] => {
  const active = aliasAttributes.filter(
    (name) => name === "preferred_username" || attributes.get(`${name}_verified`) === "true",
  );
  return [...usernameAttributes, ...active].flatMap((name): [string, string][] => {
    const value = attributes.get(name);
    return value === undefined ? [] : [[name, value]];
  });
};
