import { z } from "zod";
import { AwsError } from "../../core/aws-error.ts";
import { pageToken } from "../parse-input.ts";
import type { CognitoOperations } from "./api.ts";
import { describeUser } from "./describe-user.ts";
import * as input from "./inputs.ts";
import type { Lookup } from "./lookup.ts";
import { parse } from "./parse.ts";
import type { User } from "./store.ts";

const inputs = {
  ListUsers: z.strictObject({
    ...input.ofPool,
    AttributesToGet: z.array(z.string()).optional(),
    Limit: z.int().min(0).max(60).default(60),
    PaginationToken: pageToken,
    Filter: z.string().max(256).optional(),
  }),
};

/** Users by a filter, a page at a time. */
export const listOperations = (lookup: Lookup): CognitoOperations => ({
  ListUsers(raw) {
    const { UserPoolId, Limit, PaginationToken, Filter, AttributesToGet } = parse(inputs.ListUsers, raw);
    const all = lookup.pool(UserPoolId).users().filter(userFilter(Filter));
    const to = PaginationToken + (Limit || 60);
    return {
      Users: all.slice(PaginationToken, to).map((user) => describeUser(user, AttributesToGet)),
      PaginationToken: to < all.length ? String(to) : undefined,
    };
  },
});

// `email = "a@b.c"` or `email ^= "a"`:
// https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListUsers.html
const userFilter = (filter: string | undefined): ((user: User) => boolean) => {
  if (!filter) return () => true;
  const [, name, operator, value] = /^\s*([\w:]+)\s*(\^?=)\s*"((?:[^"\\]|\\.)*)"\s*$/.exec(filter) ?? [];
  if (name === undefined || value === undefined)
    throw new AwsError("InvalidParameterException", "Error while parsing filter.");
  const textOf = searchable.get(name);
  if (!textOf)
    throw new AwsError(
      "InvalidParameterException",
      `One or more request parameters are invalid: ${name} cannot be searched.`,
    );
  const wanted = value.replace(/\\(.)/g, "$1");
  return (user) => {
    const found = textOf(user);
    return operator === "=" ? found === wanted : found.startsWith(wanted);
  };
};

const attributes = "email phone_number name given_name family_name preferred_username sub".split(" ");
const searchable = new Map<string, (user: User) => string>([
  ...attributes.map((name) => [name, (user: User) => user.attributes[name] ?? ""] as const),
  ["username", (user) => user.username],
  ["cognito:user_status", (user) => user.status],
  ["status", (user) => (user.enabled ? "Enabled" : "Disabled")],
]);
