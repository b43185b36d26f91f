import { GetScheduleCommand } from "@aws-sdk/client-scheduler";
import { contracts } from "@sourdough/events-schema/contracts";
import type * as z from "zod";
import { nameOf } from "../names.ts";
import type { Target } from "../target.ts";
import { checkEvent } from "./contract.ts";
import type { Letter } from "./letter.ts";
import { type Delivery, publish, StaysError, start } from "./sending.ts";

/** The event that a schedule was to put on the bus: what the schedule says, or the one contract that it satisfies. */
const scheduledEvent = async (target: Target, letter: Letter, scheduleArn: string) => {
  const [GroupName, Name] = scheduleArn.split(":schedule/")[1]?.split("/") ?? [];
  const schedule = await target.scheduler
    .send(new GetScheduleCommand({ GroupName, Name }))
    // One that is over is gone.
    .catch((error: Error) => {
      if (error.name === "ResourceNotFoundException") return undefined;
      throw error;
    });
  const known = schedule?.Target?.EventBridgeParameters;
  if (known) return { source: known.Source, "detail-type": known.DetailType, detail: letter.body };
  const group = nameOf(GroupName ?? "").replace(/^.*-/, "");
  const fitting = contracts.filter(
    ({ name, detail }) =>
      name.toLowerCase().includes(group.replace(/s$/, "")) && detail.safeParse(letter.body).success,
  );
  const [contract, ...others] = fitting.filter(({ data }) => sameFields(data, letter.body));
  if (!contract || others.length > 0)
    throw new StaysError(
      `the schedule ${GroupName}/${Name} is gone, and with it which event this is: put it on the bus by put-event`,
    );
  return { source: contract.source, "detail-type": contract.name, detail: letter.body };
};

const sameFields = (data: z.ZodObject, body: unknown) => {
  const fields = Object.keys((body as { data?: object }).data ?? {});
  return fields.every((field) => field in data.shape);
};

/** What a schedule was to call a state machine with, or to put on the bus. */
export const ofSchedule = async (
  target: Target,
  letter: Letter,
  scheduleArn: string,
  targetArn: string,
): Promise<Delivery> => {
  if (targetArn.includes(":stateMachine:"))
    return {
      to: `state machine ${nameOf(targetArn)}`,
      send: () => start(target, targetArn, `redrive-${letter.id}`, letter.body),
    };
  if (targetArn.includes(":event-bus/")) {
    const event = await scheduledEvent(target, letter, scheduleArn);
    const { contract, broken } = checkEvent(event);
    if (broken) throw new StaysError(broken);
    return { to: `the bus, as ${contract}`, send: () => publish(target, event) };
  }
  throw new StaysError(`only EventBridge Scheduler calls ${targetArn}`);
};
