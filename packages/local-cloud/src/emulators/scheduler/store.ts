import { AwsError } from "../../core/aws-error.ts";
import type { Cloud } from "../../core/cloud.ts";
import { type Agenda, createAgenda } from "../../schedules/agenda.ts";
import type { Timetable } from "../../schedules/expression.ts";
import { groupArn, scheduleArn } from "./arns.ts";
import type { Definition } from "./inputs.ts";
import { type Invocations, shareOf } from "./invocations.ts";
import { createKeptSchedules } from "./kept.ts";
import type { Group, Schedule } from "./schedule.ts";
import { takeUp } from "./take-up.ts";
import { timetableOf } from "./timetable.ts";

const MINUTE_MS = 60_000;
// https://docs.aws.amazon.com/scheduler/latest/UserGuide/scheduler-quotas.html
const MAX_GROUPS = 500;

export interface CreateOptions {
  readonly causes: readonly number[];
  readonly clientToken?: string;
  /** By the config, which may still have a one-time schedule whose time is over; who calls the API may not. */
  readonly declared?: "unchanged" | "changed";
}
export interface GroupOptions {
  readonly tags: ReadonlyMap<string, string>;
  readonly clientToken?: string;
  readonly declared?: boolean;
}

/** The groups with their schedules, and when each is due. Everything that a caller gets wrong is an `AwsError`. */
export interface Store {
  groups(): Group[];
  group(name: string): Group;
  addGroup(name: string, options: GroupOptions): Group;
  /** Keeps the group's tags. */
  tagged(group: Group): void;
  deleteGroup(name: string): void;
  find(group: string, name: string): Schedule;
  create(definition: Definition, options: CreateOptions): Schedule;
  update(definition: Definition, causes: readonly number[]): Schedule;
  delete(schedule: Schedule): void;
  /** Takes up what an earlier run left. */
  restore(): void;
  /** Plans what was created before; later schedules are planned when they are created. */
  start(): void;
  stop(): void;
}

export const createStore = (cloud: Cloud, invocations: Invocations): Store => {
  const { clock } = cloud;
  const agenda: Agenda = createAgenda(clock);
  const groups = new Map<string, Group>();
  const kept = createKeptSchedules(cloud.state);
  /** Schedules that the config has changed since the run before. */
  const anew = new Set<string>();
  /** Occurrences that an earlier run had not done. */
  let left: ReturnType<Invocations["left"]> = [];
  let takenUp = false;
  let started = false;

  const all = () => [...groups.values()].flatMap(({ schedules }) => [...schedules.values()]);
  const newGroup = (name: string, fields: Partial<Group> = {}): Group => {
    const group: Group = {
      name,
      arn: groupArn(cloud, name),
      schedules: new Map(),
      tags: new Map(),
      declared: false,
      ...fields,
    };
    groups.set(name, group);
    return group;
  };
  newGroup("default");

  const group = (name: string): Group => {
    const found = groups.get(name);
    if (found) return found;
    throw new AwsError("ResourceNotFoundException", `Schedule group ${name} does not exist.`, {
      status: 404,
    });
  };

  /** What is kept must not go before it is taken up. */
  const keep = (schedule: Schedule) => {
    if (takenUp && !schedule.deleted) kept.schedules.put(schedule.arn, schedule);
  };

  /** Enters the next occurrence from `from` on; a schedule without one has completed. */
  const plan = (schedule: Schedule, from: number): void => {
    schedule.cancel?.();
    schedule.next = undefined;
    schedule.from = from;
    keep(schedule);
    const { definition, timetable } = schedule;
    if (!started || schedule.deleted || definition.State === "DISABLED") return;
    const { StartDate, EndDate } = definition;
    const isOnce = timetable.kind === "at";
    const due = timetable.next(isOnce ? from : Math.max(from, StartDate?.getTime() ?? from));
    if (due === undefined || (!isOnce && EndDate && due > EndDate.getTime())) {
      complete(schedule);
      return;
    }
    const at = due + delayIn(schedule, due);
    schedule.next = at;
    schedule.cancel = agenda.add(at, () =>
      occur(schedule, () => {
        plan(schedule, due + 1);
        return invocations.invoke(schedule, due);
      }),
    );
  };

  const occur = (schedule: Schedule, invoke: () => Promise<void>) => {
    schedule.running++;
    void invoke().finally(() => {
      schedule.running--;
      if (schedule.next === undefined) complete(schedule);
      // With how the last one went.
      keep(schedule);
    });
  };

  /** Where in its flexible window an occurrence is: anywhere, but at the same place on every run. */
  const delayIn = ({ arn, definition }: Schedule, due: number): number => {
    const { MaximumWindowInMinutes: minutes = 0 } = definition.FlexibleTimeWindow;
    return minutes === 0 ? 0 : Math.floor(shareOf(`${arn}@${due}`) * minutes * MINUTE_MS);
  };

  const complete = (schedule: Schedule): void => {
    const { ActionAfterCompletion, State } = schedule.definition;
    if (schedule.running === 0 && ActionAfterCompletion === "DELETE" && State === "ENABLED") remove(schedule);
  };

  const remove = (schedule: Schedule): void => {
    schedule.deleted = true;
    kept.schedules.delete(schedule.arn);
    schedule.cancel?.();
    schedule.next = undefined;
    const siblings = groups.get(schedule.group)?.schedules;
    if (siblings?.get(schedule.name) === schedule) siblings.delete(schedule.name);
  };

  const find = (groupName: string, name: string): Schedule => {
    const schedule = groups.get(groupName)?.schedules.get(name);
    if (schedule) return schedule;
    group(groupName);
    throw new AwsError("ResourceNotFoundException", `Schedule ${name} does not exist.`, { status: 404 });
  };

  const causesOf = ({ kind }: Timetable, causes: readonly number[]) => (kind === "at" ? causes : []);

  return {
    groups: () => [...groups.values()],
    group,
    addGroup(name, { tags, clientToken, declared = false }) {
      const known = groups.get(name);
      if (known && clientToken !== undefined && known.clientToken === clientToken) return known;
      if (known)
        throw new AwsError("ConflictException", `Schedule group ${name} already exists.`, { status: 409 });
      if (groups.size >= MAX_GROUPS)
        throw new AwsError("ServiceQuotaExceededException", `There may be ${MAX_GROUPS} schedule groups.`, {
          status: 402,
        });
      const now = clock.now();
      const added = newGroup(name, {
        tags: new Map(tags),
        createdAt: now,
        modifiedAt: now,
        clientToken,
        declared,
      });
      if (!declared) kept.groups.put(added.arn, added);
      return added;
    },
    tagged: (changed) => kept.groups.put(changed.arn, changed),
    deleteGroup(name) {
      const found = group(name);
      if (name === "default")
        throw new AwsError("ValidationException", "The default schedule group cannot be deleted.");
      for (const schedule of [...found.schedules.values()]) remove(schedule);
      groups.delete(name);
      kept.groups.delete(found.arn);
    },
    find,
    create(definition, { causes, clientToken, declared }) {
      const { schedules } = group(definition.GroupName);
      const known = schedules.get(definition.Name);
      if (known && clientToken !== undefined && known.clientToken === clientToken) return known;
      if (known)
        throw new AwsError("ConflictException", `Schedule ${definition.Name} already exists.`, {
          status: 409,
        });
      const now = clock.now();
      const timetable = timetableOf(cloud, definition, { begins: now, mayBeOver: declared !== undefined });
      const schedule: Schedule = {
        name: definition.Name,
        group: definition.GroupName,
        arn: scheduleArn(cloud, definition.GroupName, definition.Name),
        createdAt: now,
        clientToken,
        modifiedAt: now,
        definition,
        timetable,
        declared: declared !== undefined,
        causes: causesOf(timetable, causes),
        deleted: false,
        from: now,
        running: 0,
      };
      schedules.set(schedule.name, schedule);
      if (declared === "changed") anew.add(schedule.arn);
      plan(schedule, now);
      return schedule;
    },
    update(definition, causes) {
      const schedule = find(definition.GroupName, definition.Name);
      const now = clock.now();
      const timetable = timetableOf(cloud, definition, { begins: now });
      Object.assign(schedule, {
        definition,
        timetable,
        modifiedAt: now,
        causes: causesOf(timetable, causes),
      });
      plan(schedule, now);
      return schedule;
    },
    delete: remove,
    restore() {
      takeUp(cloud, { kept, groups, newGroup, isAnew: (arn) => anew.has(arn) });
      left = invocations.left((arn) => all().find((schedule) => schedule.arn === arn));
      takenUp = true;
    },
    start() {
      takenUp = true;
      started = true;
      for (const { schedule, resume } of left) occur(schedule, resume);
      for (const schedule of all()) plan(schedule, schedule.from);
    },
    stop() {
      agenda.stop();
      invocations.stop();
    },
  };
};
