import { randomUUID } from "node:crypto";
import { AwsError } from "../../core/aws-error.ts";
import { aliasesOf, aliasKind, checkUsername } from "./aliases.ts";
import { type Attributes, checkAttributes, checkMutable } from "./attributes.ts";
import { checkPassword } from "./password-policy.ts";
import type { UserPoolProperties } from "./pool-properties.ts";
import { isPassword, makeVerifier } from "./srp.ts";
import { type Group, ofPool, type Store, type User, type UserStatus } from "./store.ts";

interface NewUser {
  readonly username: string;
  readonly password?: string | undefined;
  readonly attributes: Attributes;
  readonly status: UserStatus;
  readonly sub?: string;
}

/** The users and groups of one pool. */
export interface UserPool {
  readonly id: string;
  readonly arn: string;
  readonly name: string;
  readonly properties: UserPoolProperties;
  readonly createdAt: number;
  users(): User[];
  /** By user name, `sub` or, where the pool allows that, e-mail address or phone number. */
  find(username: string): User | undefined;
  /**
   * Throws `UsernameExistsException`, `AliasExistsException`, `InvalidParameterException` or
   * `InvalidPasswordException`.
   */
  add(user: NewUser): User;
  /** Sets attributes, or removes those that are blank. Throws `AliasExistsException` or `InvalidParameterException`. */
  update(user: User, attributes: Attributes): User;
  /** What has no rules: whether somebody is in, out, or in a group. Attributes have `update`. */
  change(user: User, change: Partial<Omit<User, "attributes" | "poolId" | "sub" | "username">>): User;
  delete(user: User): void;
  setPassword(user: User, password: string, status: UserStatus): User;
  isPassword(user: User, password: string): boolean;
  groups(): Group[];
  group(name: string): Group | undefined;
  setGroup(group: Omit<Group, "poolId">): Group;
  deleteGroup(name: string): void;
  /** The user's groups, most important first. */
  groupsOf(user: User): Group[];
}

export const attributesOf = ({ attributes }: Pick<User, "attributes">): Map<string, string> =>
  new Map(Object.entries(attributes));

export const createUserPool = (
  pool: Pick<UserPool, "id" | "arn" | "name" | "properties" | "createdAt">,
  store: Store,
  now: () => number,
): UserPool => {
  const { id: poolId, properties } = pool;
  /** Each name a user has -> `sub`. */
  const names = new Map<string, string>();
  const normal = (name: string) =>
    properties.usernameConfiguration?.caseSensitive === false ? name.toLowerCase() : name;
  const namesOf = (user: User) => [
    normal(user.username),
    user.sub,
    ...aliasesOf(attributesOf(user), properties).map(([, value]) => normal(value)),
  ];

  const save = (user: User): User => {
    const before = store.users.get(`${poolId}/${user.sub}`);
    for (const name of before ? namesOf(before) : []) names.delete(name);
    for (const name of namesOf(user)) names.set(name, user.sub);
    const saved = { ...user, modifiedAt: now() };
    store.users.set(`${poolId}/${user.sub}`, saved);
    return saved;
  };
  const find = (username: string) => store.users.get(`${poolId}/${names.get(normal(username))}`);
  const groups = () => ofPool(store.groups, poolId);

  /** Throws when somebody else signs in with one of these. */
  const checkAliases = (attributes: Attributes, code: string, self?: User) => {
    for (const [attribute, value] of aliasesOf(attributes, properties)) {
      const holder = find(value);
      if (holder !== undefined && holder.sub !== self?.sub)
        throw new AwsError(code, `An account with the given ${attribute} already exists.`);
    }
  };

  for (const user of ofPool(store.users, poolId)) for (const name of namesOf(user)) names.set(name, user.sub);

  return {
    ...pool,
    users: () => ofPool(store.users, poolId),
    find,
    add({ username, password, attributes, status, sub = randomUUID() }) {
      const all = new Map(attributes);
      const usesAlias = properties.usernameAttributes.length > 0;
      if (usesAlias) all.set(aliasKind(username, properties.usernameAttributes), username);
      else checkUsername(username, properties);
      checkAttributes(all, properties);
      if (password !== undefined) checkPassword(password, properties.passwordPolicy);
      if (!usesAlias && find(username)) throw new AwsError("UsernameExistsException", "User already exists");
      checkAliases(all, usesAlias ? "UsernameExistsException" : "AliasExistsException");
      // With e-mail addresses for user names, Cognito makes up the user name: it is the `sub`.
      const name = usesAlias ? sub : username;
      return save({
        poolId,
        username: name,
        sub,
        attributes: { sub, ...Object.fromEntries(all) },
        groups: [],
        createdAt: now(),
        modifiedAt: now(),
        password: password === undefined ? undefined : makeVerifier({ poolId, username: name }, password),
        status,
        enabled: true,
        mfa: { enabled: [] },
      });
    },
    update(user, attributes) {
      checkMutable(attributes.keys(), properties);
      const all = new Map(
        [...new Map([...attributesOf(user), ...attributes])].filter(([, value]) => value !== ""),
      );
      for (const name of ["email", "phone_number"])
        if (attributes.has(name) && !attributes.has(`${name}_verified`)) all.delete(`${name}_verified`);
      all.delete("sub");
      checkAttributes(all, properties);
      checkAliases(all, "AliasExistsException", user);
      return save({ ...user, attributes: { sub: user.sub, ...Object.fromEntries(all) } });
    },
    change: (user, change) => save({ ...user, ...change }),
    delete(user) {
      for (const name of namesOf(user)) names.delete(name);
      store.users.delete(`${poolId}/${user.sub}`);
    },
    setPassword(user, password, status) {
      checkPassword(password, properties.passwordPolicy);
      return save({ ...user, password: makeVerifier(user, password), status });
    },
    isPassword: (user, password) => user.password !== undefined && isPassword(user, password, user.password),
    groups,
    group: (name) => store.groups.get(`${poolId}/${name}`),
    setGroup(group) {
      const saved = { ...group, poolId };
      store.groups.set(`${poolId}/${group.name}`, saved);
      return saved;
    },
    deleteGroup(name) {
      store.groups.delete(`${poolId}/${name}`);
      for (const user of ofPool(store.users, poolId))
        if (user.groups.includes(name))
          save({ ...user, groups: user.groups.filter((each) => each !== name) });
    },
    groupsOf: (user) =>
      user.groups
        .flatMap((name) => store.groups.get(`${poolId}/${name}`) ?? [])
        .sort((a, b) => (a.precedence ?? Number.MAX_VALUE) - (b.precedence ?? Number.MAX_VALUE)),
  };
};
