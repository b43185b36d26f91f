import type { Cloud, Emulator } from "../../core/cloud.ts";
import { createAgenda } from "../../schedules/agenda.ts";
import { readTimetable } from "../../schedules/expression.ts";
import type {} from "../lambda/provisioned.ts";
import { actionProperties, type ScheduledAction, targetProperties } from "./resources.ts";

interface Target {
  min: number;
  max: number;
  readonly isSuspended: boolean;
}

/** Application Auto Scaling for provisioned concurrency: scheduled actions, by the clock of the local cloud. */
export const createAutoScalingEmulator = (cloud: Cloud): Emulator => {
  const targets = new Map<string, Target>();
  const actions: { name: string; action: ScheduledAction }[] = [];
  const agenda = createAgenda(cloud.clock);

  const scale = (name: string, { resourceId, scalableTargetAction: asked }: ScheduledAction) => {
    const target = targets.get(resourceId)!;
    target.min = asked.minCapacity ?? target.min;
    target.max = asked.maxCapacity ?? target.max;
    const [, functionName = "", qualifier = ""] = resourceId.split(":");
    const provisioned = cloud.use("provisionedConcurrency");
    // Within the new bounds it stays as it is.
    const now = provisioned.of(functionName, qualifier);
    const executions = Math.min(Math.max(now, target.min), target.max);
    const hop = cloud.journal.record({
      service: "application-autoscaling",
      action: "Scale",
      resource: `arn:aws:lambda:${cloud.region}:${cloud.accountId}:function:${functionName}`,
      source: name,
      input: { qualifier, executions },
    });
    try {
      if (executions !== now) provisioned.set(functionName, qualifier, executions);
    } catch (cause) {
      const message = cause instanceof Error ? cause.message : String(cause);
      cloud.journal.finish(hop, { error: cause });
      cloud.warn(`${name} cannot scale ${resourceId}: ${message}`);
    }
  };

  const plan = (name: string, action: ScheduledAction, from: number) => {
    const begins = action.startTime ? Date.parse(action.startTime) : 0;
    const timetable = readTimetable(action.schedule, {
      dialect: "scheduler",
      timeZone: action.timezone,
      begins: begins || cloud.clock.now(),
    });
    const due = timetable?.next(Math.max(from, begins));
    if (due === undefined || (action.endTime && due > Date.parse(action.endTime))) return;
    agenda.add(due, () => {
      plan(name, action, due + 1);
      scale(name, action);
    });
  };

  return {
    service: "application-autoscaling",
    operations: {},
    provision: {
      "aws:appautoscaling/target:Target": ({ inputs }) => {
        const { resourceId, minCapacity, maxCapacity, suspendedState } = targetProperties.parse(inputs);
        targets.set(resourceId, {
          min: minCapacity,
          max: maxCapacity,
          isSuspended: suspendedState?.scheduledScalingSuspended ?? false,
        });
      },
      "aws:appautoscaling/scheduledAction:ScheduledAction": ({ name, inputs }) => {
        actions.push({ name, action: actionProperties.parse(inputs) });
      },
    },
    start: () => {
      for (const { name, action } of actions) {
        const target = targets.get(action.resourceId);
        if (!target)
          throw new Error(
            `${name} scales ${action.resourceId}, which is no target: declare it with aws.appautoscaling.Target.`,
          );
        if (!target.isSuspended) plan(name, action, cloud.clock.now() + 1);
      }
    },
    stop: agenda.stop,
  };
};
