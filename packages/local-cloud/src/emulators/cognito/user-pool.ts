import { randomUUID } from "node:crypto";
import { AwsError } from "../../core/aws-error.ts";
import { aliasesOf, aliasKind, checkUsername } from "./aliases.ts";
import { type Attributes, checkAttributes, checkMutable } from "./attributes.ts";
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
  readonly attributes: Attributes;
  readonly status: User["status"];
  readonly sub?: string;
  /** As if the user had entered the code of each message; there is nobody to read one. */
  readonly verify?: boolean;
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
  /**
   * Throws `UsernameExistsException`, `AliasExistsException`, `InvalidParameterException` or
   * `InvalidPasswordException`.
   */
  add(user: NewUser): User;
  /** Sets attributes, or removes those that are blank. Throws `AliasExistsException` or `InvalidParameterException`. */
  update(user: User, attributes: Attributes, options?: Pick<NewUser, "verify">): void;
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
  const namesOf = (attributes: Attributes) =>
    aliasesOf(attributes, properties).map(([, value]) => normal(value));

  const verifyAll = (all: Map<string, string>, changed: readonly string[]) => {
    for (const name of properties.autoVerifiedAttributes)
      if (changed.includes(name) && all.has(name)) all.set(`${name}_verified`, "true");
  };

  const find = (username: string) => users.get(normal(username)) ?? aliases.get(normal(username));
  /** Throws when somebody else signs in with one of these. */
  const checkAliases = (attributes: Attributes, code: string, self?: User) => {
    for (const [attribute, value] of aliasesOf(attributes, properties)) {
      const holder = find(value);
      if (holder !== undefined && holder !== self)
        throw new AwsError(code, `An account with the given ${attribute} already exists.`);
    }
  };

  return {
    ...pool,
    createdAt,
    clients: new Map(),
    groups,
    users: () => users.values(),
    find,
    add({ username, password, attributes, status, sub = randomUUID(), verify = false }) {
      const all = new Map(attributes);
      const usesAlias = properties.usernameAttributes.length > 0;
      if (usesAlias) all.set(aliasKind(username, properties.usernameAttributes), username);
      else checkUsername(username, properties);
      if (verify) verifyAll(all, [...all.keys()]);
      checkAttributes(all, properties);
      if (password !== undefined) checkPassword(password, properties.passwordPolicy);
      if (!usesAlias && find(username)) throw new AwsError("UsernameExistsException", "User already exists");
      checkAliases(all, usesAlias ? "UsernameExistsException" : "AliasExistsException");
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
      for (const alias of namesOf(all)) aliases.set(alias, user);
      return user;
    },
    update(user, attributes, { verify = false } = {}) {
      checkMutable(attributes.keys(), properties);
      const all = new Map(
        [...new Map([...user.attributes, ...attributes])].filter(([, value]) => value !== ""),
      );
      for (const name of ["email", "phone_number"])
        if (attributes.has(name) && !attributes.has(`${name}_verified`)) all.delete(`${name}_verified`);
      if (verify) verifyAll(all, [...attributes.keys()]);
      all.delete("sub");
      checkAttributes(all, properties);
      checkAliases(all, "AliasExistsException", user);
      for (const alias of namesOf(user.attributes)) aliases.delete(alias);
      user.attributes.clear();
      for (const [name, value] of [["sub", user.sub] as const, ...all]) user.attributes.set(name, value);
      for (const alias of namesOf(all)) aliases.set(alias, user);
      user.modifiedAt = now();
    },
    delete(user) {
      users.delete(normal(user.username));
      for (const alias of namesOf(user.attributes)) aliases.delete(alias);
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
