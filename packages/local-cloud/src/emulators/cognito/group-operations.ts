import { z } from "zod";
import { AwsError } from "../../core/aws-error.ts";
import { pageToken } from "../parse-input.ts";
import type { CognitoOperations } from "./api.ts";
import { describeUser } from "./describe-user.ts";
import { ofPool, ofUser } from "./inputs.ts";
import type { Lookup } from "./lookup.ts";
import { parse } from "./parse.ts";
import type { Group } from "./store.ts";
import type { UserPool } from "./user-pool.ts";

const ofGroup = { ...ofPool, GroupName: z.string().min(1).max(128) };
const paging = { Limit: z.int().min(0).max(60).default(60), NextToken: pageToken };

const inputs = {
  Group: z.strictObject(ofGroup),
  Definition: z.strictObject({
    ...ofGroup,
    Description: z.string().optional(),
    Precedence: z.int().min(0).optional(),
    RoleArn: z.string().optional(),
  }),
  ListGroups: z.strictObject({ ...ofPool, ...paging }),
  ListUsersInGroup: z.strictObject({ ...ofGroup, ...paging }),
  Membership: z.strictObject({ ...ofUser, GroupName: z.string() }),
  AdminListGroupsForUser: z.strictObject({ ...ofUser, ...paging }),
};

/** One page of a list, whose token is the place where the next begins. */
const page = <T>(all: readonly T[], { Limit, NextToken }: { Limit: number; NextToken: number }) => {
  const to = NextToken + (Limit || 60);
  return { items: all.slice(NextToken, to), next: to < all.length ? { NextToken: String(to) } : {} };
};

/** Groups and who is in them; needs AWS credentials. */
export const groupOperations = (lookup: Lookup): CognitoOperations => {
  const groupOf = ({ UserPoolId, GroupName }: { UserPoolId: string; GroupName: string }) => {
    const pool = lookup.pool(UserPoolId);
    const group = pool.group(GroupName);
    if (!group) throw new AwsError("ResourceNotFoundException", "Group not found.");
    return { pool, group };
  };
  const membersOf = ({ name }: Group, pool: UserPool) =>
    pool.users().filter(({ groups }) => groups.includes(name));

  return {
    CreateGroup(input) {
      const { UserPoolId, GroupName: name, ...rest } = parse(inputs.Definition, input);
      const pool = lookup.pool(UserPoolId);
      if (pool.group(name))
        throw new AwsError("GroupExistsException", "A group with the name already exists.");
      const { Description: description, Precedence: precedence, RoleArn: roleArn } = rest;
      return { Group: describe(pool, pool.setGroup({ name, description, precedence, roleArn })) };
    },
    GetGroup(input) {
      const { pool, group } = groupOf(parse(inputs.Group, input));
      return { Group: describe(pool, group) };
    },
    UpdateGroup(input) {
      const given = parse(inputs.Definition, input);
      const { pool, group } = groupOf(given);
      const changed = pool.setGroup({
        ...group,
        description: given.Description ?? group.description,
        precedence: given.Precedence ?? group.precedence,
        roleArn: given.RoleArn ?? group.roleArn,
      });
      return { Group: describe(pool, changed) };
    },
    DeleteGroup(input) {
      const { pool, group } = groupOf(parse(inputs.Group, input));
      pool.deleteGroup(group.name);
      return {};
    },
    ListGroups(input) {
      const { UserPoolId, ...paged } = parse(inputs.ListGroups, input);
      const pool = lookup.pool(UserPoolId);
      const { items, next } = page(pool.groups(), paged);
      return { Groups: items.map((group) => describe(pool, group)), ...next };
    },
    ListUsersInGroup(input) {
      const { Limit, NextToken, ...key } = parse(inputs.ListUsersInGroup, input);
      const { pool, group } = groupOf(key);
      const { items, next } = page(membersOf(group, pool), { Limit, NextToken });
      return { Users: items.map((user) => describeUser(user)), ...next };
    },
    AdminAddUserToGroup(input) {
      const { GroupName, ...key } = parse(inputs.Membership, input);
      const { pool, user } = lookup.user(key);
      groupOf({ ...key, GroupName });
      pool.change(user, { groups: [...new Set([...user.groups, GroupName])] });
      return {};
    },
    AdminRemoveUserFromGroup(input) {
      const { GroupName, ...key } = parse(inputs.Membership, input);
      const { pool, user } = lookup.user(key);
      groupOf({ ...key, GroupName });
      pool.change(user, { groups: user.groups.filter((name) => name !== GroupName) });
      return {};
    },
    AdminListGroupsForUser(input) {
      const { UserPoolId, Username, ...paged } = parse(inputs.AdminListGroupsForUser, input);
      const { pool, user } = lookup.user({ UserPoolId, Username });
      const { items, next } = page(pool.groupsOf(user), paged);
      return { Groups: items.map((group) => describe(pool, group)), ...next };
    },
  };
};

const describe = ({ id, createdAt }: UserPool, { name, description, precedence, roleArn }: Group) => ({
  GroupName: name,
  UserPoolId: id,
  Description: description,
  Precedence: precedence,
  RoleArn: roleArn,
  CreationDate: new Date(createdAt),
  LastModifiedDate: new Date(createdAt),
});
