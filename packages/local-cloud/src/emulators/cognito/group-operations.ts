import { z } from "zod";
import { AwsError } from "../../core/aws-error.ts";
import { pageToken } from "../parse-input.ts";
import type { CognitoOperations } from "./api.ts";
import { usernameInput } from "./attributes.ts";
import { parse } from "./parse.ts";
import type { Group, User, UserPool } from "./user-pool.ts";

const ofPool = { UserPoolId: z.string() };
const ofGroup = { ...ofPool, GroupName: z.string().min(1).max(128) };
const ofUser = { ...ofPool, Username: usernameInput };
const paging = { Limit: z.int().min(0).max(60).default(60), NextToken: pageToken };

const inputs = {
  Group: z.strictObject(ofGroup),
  CreateGroup: z.strictObject({
    ...ofGroup,
    Description: z.string().optional(),
    Precedence: z.int().min(0).optional(),
    RoleArn: z.string().optional(),
  }),
  ListGroups: z.strictObject({ ...ofPool, ...paging }),
  Membership: z.strictObject({ ...ofUser, GroupName: z.string() }),
  AdminListGroupsForUser: z.strictObject({ ...ofUser, ...paging }),
};

/** One page of a list, whose token is the place where the next begins. */
const page = <T>(all: readonly T[], { Limit, NextToken }: { Limit: number; NextToken: number }) => {
  const to = NextToken + (Limit || 60);
  return { items: all.slice(NextToken, to), next: to < all.length ? { NextToken: String(to) } : {} };
};

/** Groups and who is in them; needs AWS credentials. */
export const groupOperations = (
  poolOf: (id: string) => UserPool,
  userOf: (key: { UserPoolId: string; Username: string }) => { pool: UserPool; user: User },
): CognitoOperations => {
  const groupOf = (pool: UserPool, name: string) => {
    const group = pool.groups.get(name);
    if (!group) throw new AwsError("ResourceNotFoundException", "Group not found.");
    return group;
  };

  return {
    CreateGroup(input) {
      const { UserPoolId, GroupName, ...rest } = parse(inputs.CreateGroup, input);
      const pool = poolOf(UserPoolId);
      if (pool.groups.has(GroupName))
        throw new AwsError("GroupExistsException", "A group with the name already exists.");
      const group = {
        name: GroupName,
        description: rest.Description,
        precedence: rest.Precedence,
        roleArn: rest.RoleArn,
      };
      pool.groups.set(GroupName, group);
      return { Group: describe(pool, group) };
    },
    GetGroup(input) {
      const { UserPoolId, GroupName } = parse(inputs.Group, input);
      const pool = poolOf(UserPoolId);
      return { Group: describe(pool, groupOf(pool, GroupName)) };
    },
    DeleteGroup(input) {
      const { UserPoolId, GroupName } = parse(inputs.Group, input);
      const pool = poolOf(UserPoolId);
      groupOf(pool, GroupName);
      pool.groups.delete(GroupName);
      for (const user of pool.users()) user.groups.delete(GroupName);
      return {};
    },
    ListGroups(input) {
      const { UserPoolId, ...paged } = parse(inputs.ListGroups, input);
      const pool = poolOf(UserPoolId);
      const { items, next } = page([...pool.groups.values()], paged);
      return { Groups: items.map((group) => describe(pool, group)), ...next };
    },
    AdminAddUserToGroup(input) {
      const { GroupName, ...key } = parse(inputs.Membership, input);
      const { pool, user } = userOf(key);
      groupOf(pool, GroupName);
      user.groups.add(GroupName);
      return {};
    },
    AdminRemoveUserFromGroup(input) {
      const { GroupName, ...key } = parse(inputs.Membership, input);
      const { pool, user } = userOf(key);
      groupOf(pool, GroupName);
      user.groups.delete(GroupName);
      return {};
    },
    AdminListGroupsForUser(input) {
      const { UserPoolId, Username, ...paged } = parse(inputs.AdminListGroupsForUser, input);
      const { pool, user } = userOf({ UserPoolId, Username });
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
