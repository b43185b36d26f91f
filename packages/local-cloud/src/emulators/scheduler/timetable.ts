import { AwsError } from "../../core/aws-error.ts";
import type { Cloud } from "../../core/cloud.ts";
import { readTimetable, type Timetable } from "../../schedules/expression.ts";
import type { Definition } from "./inputs.ts";
import { checkTarget } from "./targets.ts";

const GRACE_MS = 5 * 60_000;

const invalid = (message: string) => new AwsError("ValidationException", message);

/** When a schedule is due; a rate counts from `begins`, unless it has a start date. Throws what AWS says to members that do not fit each other, or the time. */
export const timetableOf = (
  cloud: Pick<Cloud, "clock" | "services">,
  definition: Definition,
  { begins, mayBeOver = false }: { readonly begins: number; readonly mayBeOver?: boolean },
): Timetable => {
  const now = cloud.clock.now();
  const { ScheduleExpression, ScheduleExpressionTimezone: timeZone, StartDate } = definition;
  const timetable = readTimetable(ScheduleExpression, {
    dialect: "scheduler",
    timeZone,
    begins: StartDate?.getTime() ?? begins,
  });
  if (!timetable) throw invalid(`Invalid Schedule Expression ${ScheduleExpression}.`);
  checkWindow(definition);
  checkTarget(cloud, definition.Target);
  if (mayBeOver) return timetable;
  if (timetable.kind !== "at") checkDates(definition, now);
  else if (timetable.next(now) === undefined)
    throw invalid(`Invalid Schedule Expression ${ScheduleExpression}.`);
  return timetable;
};

const checkWindow = ({ FlexibleTimeWindow: { Mode, MaximumWindowInMinutes } }: Definition): void => {
  const isFlexible = Mode === "FLEXIBLE";
  if (isFlexible === (MaximumWindowInMinutes !== undefined)) return;
  throw invalid(
    isFlexible
      ? "A MaximumWindowInMinutes must be provided when Mode is FLEXIBLE."
      : "A MaximumWindowInMinutes must not be provided when Mode is OFF.",
  );
};

/** They say nothing about a one-time schedule. */
const checkDates = ({ StartDate, EndDate }: Definition, now: number): void => {
  if (StartDate && StartDate.getTime() < now - GRACE_MS)
    throw invalid("The StartDate you specify cannot be earlier than 5 minutes ago.");
  if (EndDate && EndDate.getTime() <= now) throw invalid("The EndDate you specify must be in the future.");
  if (StartDate && EndDate && EndDate <= StartDate)
    throw invalid("The EndDate you specify must come after the StartDate.");
};
