import { AwsError } from "../../core/aws-error.ts";
import type { UserPoolProperties } from "./pool-properties.ts";

type Policy = UserPoolProperties["passwordPolicy"];

// https://docs.aws.amazon.com/cognito/latest/developerguide/managing-users-passwords.html lists the symbols.
const SYMBOL = /[\^$*.[\]{}()?"!@#%&/\\,><':;|_~`=+\- ]/;

/** Throws `InvalidPasswordException` with the first rule the password breaks. */
export const checkPassword = (password: string, policy: Policy): void => {
  const broken = firstBroken(password, policy);
  if (broken)
    throw new AwsError("InvalidPasswordException", `Password did not conform with policy: ${broken}`);
};

const firstBroken = (password: string, policy: Policy): string | undefined => {
  if (password.length < policy.minimumLength) return "Password not long enough";
  if (policy.requireUppercase && !/[A-Z]/.test(password)) return "Password must have uppercase characters";
  if (policy.requireLowercase && !/[a-z]/.test(password)) return "Password must have lowercase characters";
  if (policy.requireNumbers && !/\d/.test(password)) return "Password must have numeric characters";
  if (policy.requireSymbols && !SYMBOL.test(password)) return "Password must have symbol characters";
  return undefined;
};
