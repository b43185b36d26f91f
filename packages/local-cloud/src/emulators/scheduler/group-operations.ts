import { AwsError } from "../../core/aws-error.ts";
import type { Cloud } from "../../core/cloud.ts";
import { parseInput } from "../parse-input.ts";
import type { SchedulerOperations } from "./api.ts";
import { groupArn } from "./arns.ts";
import * as inputs from "./inputs.ts";
import { pageOf } from "./page.ts";
import type { Group } from "./schedule.ts";
import type { Store } from "./store.ts";

const dateOf = (at: number | undefined) => (at === undefined ? undefined : new Date(at));

const describe = ({ name, arn, createdAt, modifiedAt }: Group) => ({
  Name: name,
  Arn: arn,
  State: "ACTIVE" as const,
  // The default group has none.
  CreationDate: dateOf(createdAt),
  LastModificationDate: dateOf(modifiedAt),
});

const MAX_TAGS = 200;

/** Groups of schedules, which have the tags. */
export const groupOperations = (
  cloud: Cloud,
  store: Store,
  isRepeated: (token: string | undefined, arn: string) => boolean,
): SchedulerOperations => {
  const groupOf = (arn: string): Group => {
    const name = arn.slice(groupArn(cloud, "").length);
    if (arn !== groupArn(cloud, name))
      throw new AwsError("ValidationException", `${arn} is not the ARN of a schedule group.`);
    return store.group(name);
  };
  return {
    CreateScheduleGroup(input) {
      const { Name, Tags = [], ClientToken } = parseInput(inputs.createGroup, input);
      const tags = new Map(Tags.map(({ Key, Value }) => [Key, Value]));
      return { ScheduleGroupArn: store.addGroup(Name, { tags, clientToken: ClientToken }).arn };
    },
    GetScheduleGroup: (input) => describe(store.group(parseInput(inputs.groupReference, input).Name)),
    DeleteScheduleGroup(input) {
      const { Name, ClientToken } = parseInput(inputs.deleteGroup, input);
      if (!isRepeated(ClientToken, `group ${Name}`)) store.deleteGroup(Name);
      return {};
    },
    ListScheduleGroups(input) {
      const { NamePrefix = "", ...paging } = parseInput(inputs.listGroups, input);
      const found = store
        .groups()
        .filter(({ name }) => name.startsWith(NamePrefix))
        .sort((a, b) => (a.name < b.name ? -1 : 1));
      const { items, NextToken } = pageOf(found, paging);
      return { ScheduleGroups: items.map(describe), NextToken };
    },
    ListTagsForResource(input) {
      const { tags } = groupOf(parseInput(inputs.taggedGroup, input).ResourceArn);
      return { Tags: [...tags].map(([Key, Value]) => ({ Key, Value })) };
    },
    TagResource(input) {
      const { ResourceArn, Tags } = parseInput(inputs.tagGroup, input);
      const group = groupOf(ResourceArn);
      const { tags } = group;
      const keys = new Set([...tags.keys(), ...Tags.map(({ Key }) => Key)]);
      if (keys.size > MAX_TAGS)
        throw new AwsError("ValidationException", `A schedule group has at most ${MAX_TAGS} tags.`);
      for (const { Key, Value } of Tags) tags.set(Key, Value);
      store.tagged(group);
      return {};
    },
    UntagResource(input) {
      const { ResourceArn, TagKeys } = parseInput(inputs.untagGroup, input);
      const group = groupOf(ResourceArn);
      for (const key of TagKeys) group.tags.delete(key);
      store.tagged(group);
      return {};
    },
  };
};
