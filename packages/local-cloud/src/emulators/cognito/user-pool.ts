import { randomUUID } from "node:crypto";
import { AwsError } from "../../core/aws-error.ts";
import { checkAttributes } from "./attributes.ts";
import { checkPassword } from "./password-policy.ts";
import type { UserPoolClientProperties, UserPoolProperties } from "./resources.ts";

export interface Group {
  readonly name: string;
  readonly description?: string | undefined;
  readonly precedence?: number | undefined;
  readonly roleArn?: string | undefined;
}

export interface User {
  readonly username: string;
  readonly sub: string;
  readonly attributes: Map<string, string>;
  readonly groups: Set<string>;
  readonly createdAt: number;
  modifiedAt: number;
  password: string | undefined;
  status: "CONFIRMED" | "FORCE_CHANGE_PASSWORD";
  enabled: boolean;
}

export interface Client extends UserPoolClientProperties {
  readonly id: string;
  readonly secret: string | undefined;
}

interface NewUser {
  readonly username: string;
  readonly password?: string | undefined;
  readonly attributes: Record<string, string>;
  readonly status: User["status"];
  readonly sub?: string;
}

/** The users, groups and app clients of one pool. */
export interface UserPool {
  readonly id: string;
  readonly arn: string;
  readonly name: string;
  readonly properties: UserPoolProperties;
  readonly createdAt: number;
  readonly clients: Map<string, Client>;
  readonly groups: Map<string, Group>;
  users(): Iterable<User>;
  /** By user name, `sub` or, where the pool allows that, e-mail address or phone number. */
  find(username: string): User | undefined;
  /** Throws `UsernameExistsException`, `InvalidParameterException` or `InvalidPasswordException`. */
  add(user: NewUser): User;
  delete(user: User): void;
  setPassword(user: User, password: string, status: User["status"]): void;
  /** Names of the user's groups, most important first. */
  groupsOf(user: User): Group[];
}

export const createUserPool = (
  pool: Pick<UserPool, "id" | "arn" | "name" | "properties">,
  now: () => number,
): UserPool => {
  const { properties } = pool;
  const users = new Map<string, User>();
  const aliases = new Map<string, User>();
  const groups = new Map<string, Group>();
  const createdAt = now();
  const normal = (name: string) =>
    properties.usernameConfiguration?.caseSensitive === false ? name.toLowerCase() : name;
  const aliasAttributes = [...properties.usernameAttributes, ...properties.aliasAttributes];
  const aliasesOf = (attributes: ReadonlyMap<string, string>) =>
    aliasAttributes.flatMap((name) => (attributes.has(name) ? [normal(attributes.get(name)!)] : []));

  const find = (username: string) => users.get(normal(username)) ?? aliases.get(normal(username));

  return {
    ...pool,
    createdAt,
    clients: new Map(),
    groups,
    users: () => users.values(),
    find,
    add({ username, password, attributes, status, sub = randomUUID() }) {
      const all = new Map(Object.entries(attributes));
      const usesAlias = properties.usernameAttributes.length > 0;
      if (usesAlias) all.set(aliasKind(username, properties.usernameAttributes), username);
      checkAttributes(all, properties);
      if (password !== undefined) checkPassword(password, properties.passwordPolicy);
      const taken = [normal(username), ...aliasesOf(all)].find((name) => find(name));
      if (taken !== undefined) {
        const kind = taken.includes("@") ? "email" : "phone_number";
        throw new AwsError(
          "UsernameExistsException",
          usesAlias ? `An account with the given ${kind} already exists.` : "User already exists",
        );
      }
      // With e-mail addresses for user names, Cognito makes up the user name: it is the `sub`.
      const name = usesAlias ? sub : username;
      const user: User = {
        username: name,
        sub,
        attributes: new Map([["sub", sub], ...all]),
        groups: new Set(),
        createdAt: now(),
        modifiedAt: now(),
        password,
        status,
        enabled: true,
      };
      users.set(normal(name), user);
      for (const alias of aliasesOf(all)) aliases.set(alias, user);
      return user;
    },
    delete(user) {
      users.delete(normal(user.username));
      for (const alias of aliasesOf(user.attributes)) aliases.delete(alias);
    },
    setPassword(user, password, status) {
      checkPassword(password, properties.passwordPolicy);
      user.password = password;
      user.status = status;
      user.modifiedAt = now();
    },
    groupsOf: (user) =>
      [...user.groups]
        .flatMap((name) => groups.get(name) ?? [])
        .sort((a, b) => (a.precedence ?? Number.MAX_VALUE) - (b.precedence ?? Number.MAX_VALUE)),
  };
};

const aliasKind = (username: string, allowed: readonly string[]): string => {
  if (allowed.includes("email") && /^[^\s@]+@[^\s@]+$/.test(username)) return "email";
  if (allowed.includes("phone_number") && /^\+\d+$/.test(username)) return "phone_number";
  const expected = allowed.map((name) => (name === "email" ? "an email" : "a phone number")).join(" or ");
  throw new AwsError("InvalidParameterException", `Username should be ${expected}.`);
};
