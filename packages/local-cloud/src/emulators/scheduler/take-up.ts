import type { Cloud } from "../../core/cloud.ts";
import { resumeAt } from "../../schedules/missed.ts";
import { parseInput } from "../parse-input.ts";
import { schedule as definitionInput } from "./inputs.ts";
import type { KeptSchedules } from "./kept.ts";
import type { Group } from "./schedule.ts";
import { timetableOf } from "./timetable.ts";

/** Puts groups and schedules that the run before left beside those of the config, or in their place. */
export const takeUp = (
  cloud: Cloud,
  parts: {
    readonly kept: KeptSchedules;
    readonly groups: Map<string, Group>;
    newGroup(name: string, fields: Partial<Group>): Group;
    /** Whether the config has changed a schedule, so that it begins as the config says. */
    isAnew(scheduleArn: string): boolean;
  },
): void => {
  const { kept, groups } = parts;
  for (const [arn, { tags, declared, ...fields }] of kept.groups.read()) {
    const known = groups.get(fields.name);
    if (!known && declared) kept.groups.delete(arn);
    const group = known ?? (declared ? undefined : parts.newGroup(fields.name, fields));
    for (const [key, value] of tags) group?.tags.set(key, value);
  }

  for (const [arn, { definition: given, ...left }] of kept.schedules.read()) {
    const { name, group } = left;
    const siblings = groups.get(group)?.schedules;
    const known = siblings?.get(name);
    if (!siblings || (left.declared && !known)) {
      kept.schedules.delete(arn);
      if (!left.declared) cloud.state.drop(`schedule ${name} of group ${group}: it is no longer there`);
      continue;
    }
    if (parts.isAnew(arn)) continue;
    try {
      const { ClientToken: _, ...definition } = parseInput(definitionInput, given);
      const timetable = timetableOf(cloud, definition, { begins: left.modifiedAt, mayBeOver: true });
      const from = resumeAt(timetable, left.from, cloud.clock.now());
      const declared = known?.declared ?? false;
      siblings.set(name, { ...left, arn, definition, declared, timetable, from, deleted: false, running: 0 });
    } catch (error) {
      kept.schedules.delete(arn);
      cloud.state.drop(`schedule ${name} of group ${group}: ${(error as Error).message}`);
    }
  }
};
