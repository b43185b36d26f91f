import { AwsError } from "../../core/aws-error.ts";
import type { Cloud } from "../../core/cloud.ts";
import { mayAssume } from "../../iam/trust.ts";
import { parseInput } from "../parse-input.ts";
import type { SchedulerOperations } from "./api.ts";
import { groupOperations } from "./group-operations.ts";
import * as inputs from "./inputs.ts";
import { pageOf } from "./page.ts";
import type { Schedule } from "./schedule.ts";
import type { Store } from "./store.ts";

/** Tokens of deletions that are remembered: a second request with one is the first again. */
const TOKENS = 10_000;

const describe = ({ arn, createdAt, modifiedAt, definition }: Schedule) => ({
  ...definition,
  Arn: arn,
  CreationDate: new Date(createdAt),
  LastModificationDate: new Date(modifiedAt),
});

const summary = ({ arn, name, group, createdAt, modifiedAt, definition }: Schedule) => ({
  Arn: arn,
  Name: name,
  GroupName: group,
  State: definition.State,
  CreationDate: new Date(createdAt),
  LastModificationDate: new Date(modifiedAt),
  Target: { Arn: definition.Target.Arn },
});

/** https://docs.aws.amazon.com/scheduler/latest/APIReference/API_Operations.html */
export const createSchedulerOperations = (cloud: Cloud, store: Store): SchedulerOperations => {
  const deletions = new Set<string>();
  /** Whether the deletion was asked for before, with the same token. */
  const isRepeated = (token: string | undefined, arn: string): boolean => {
    if (token === undefined) return false;
    const key = `${token} ${arn}`;
    if (deletions.has(key)) return true;
    deletions.add(key);
    if (deletions.size > TOKENS) deletions.delete(deletions.values().next().value!);
    return false;
  };

  const checkRole = ({ Target: { RoleArn } }: inputs.Definition) => {
    if (mayAssume(cloud.graph, RoleArn, "scheduler.amazonaws.com")) return;
    throw new AwsError(
      "ValidationException",
      "The execution role you provide must allow AWS EventBridge Scheduler to assume the role.",
    );
  };

  return {
    CreateSchedule(input, { causes }) {
      const { ClientToken: clientToken, ...definition } = parseInput(inputs.schedule, input);
      checkRole(definition);
      return { ScheduleArn: store.create(definition, { causes, clientToken }).arn };
    },
    UpdateSchedule(input, { causes }) {
      const { ClientToken: _, ...definition } = parseInput(inputs.schedule, input);
      checkRole(definition);
      return { ScheduleArn: store.update(definition, causes).arn };
    },
    GetSchedule(input) {
      const { GroupName, Name } = parseInput(inputs.scheduleReference, input);
      return describe(store.find(GroupName, Name));
    },
    DeleteSchedule(input) {
      const { GroupName, Name, ClientToken } = parseInput(inputs.deleteSchedule, input);
      if (!isRepeated(ClientToken, `${GroupName}/${Name}`)) store.delete(store.find(GroupName, Name));
      return {};
    },
    ListSchedules(input) {
      const { GroupName, NamePrefix = "", State, ...paging } = parseInput(inputs.listSchedules, input);
      const groups = GroupName === undefined ? store.groups() : [store.group(GroupName)];
      const found = groups
        .flatMap(({ schedules }) => [...schedules.values()])
        .filter(
          ({ name, definition }) =>
            name.startsWith(NamePrefix) && (State ?? definition.State) === definition.State,
        )
        .sort((a, b) => (a.arn < b.arn ? -1 : 1));
      const { items, NextToken } = pageOf(found, paging);
      return { Schedules: items.map(summary), NextToken };
    },
    ...groupOperations(cloud, store, isRepeated),
  };
};
