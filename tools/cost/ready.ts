import type { ResourceGraph } from "sourdough-local";

const daysPerMonth = 30.4;

/** Hours of a day between two daily `cron` expressions; all of it where they are something else. */
export const hoursBetween = (from: string, until: string): number => {
  const hourOf = (expression: string) => {
    const [, minutes, hours] = /^cron\((\d+) (\d+) \* \* \? \*\)$/.exec(expression) ?? [];
    return hours === undefined ? Number.NaN : Number(hours) + Number(minutes) / 60;
  };
  const hours = (hourOf(until) - hourOf(from) + 24) % 24;
  return Number.isNaN(hours) ? 24 : hours;
};

interface Action {
  readonly resourceId?: string;
  readonly schedule?: string;
  readonly scalableTargetAction?: { readonly minCapacity?: number };
}

/** What scheduled actions keep ready in a month: provisioned concurrency, times the memory of its functions. */
export const readyOf = ({ resources }: ResourceGraph): { gigabyteSeconds: number; functions: string[] } => {
  const actions = resources
    .filter(({ type }) => type === "aws:appautoscaling/scheduledAction:ScheduledAction")
    .map(({ outputs }) => outputs as Action);
  const functions: string[] = [];
  let gigabyteSeconds = 0;
  for (const [resourceId, own] of Map.groupBy(actions, (action) => action.resourceId ?? "")) {
    const opens = own.find(({ scalableTargetAction }) => Number(scalableTargetAction?.minCapacity) > 0);
    const rests = own.find(({ scalableTargetAction }) => scalableTargetAction?.minCapacity === 0);
    if (!opens) continue;
    const fn = resources.find(
      ({ type, outputs }) =>
        type === "aws:lambda/function:Function" && outputs.name === resourceId.split(":")[1],
    );
    if (fn) functions.push(fn.name.replace(/Function$/, ""));
    const hours = rests ? hoursBetween(opens.schedule ?? "", rests.schedule ?? "") : 24;
    gigabyteSeconds +=
      Number(opens.scalableTargetAction?.minCapacity) *
      hours *
      3600 *
      daysPerMonth *
      (Number(fn?.outputs.memorySize ?? 128) / 1024);
  }
  return { gigabyteSeconds, functions };
};

/** Pollers of their own that mappings have at least. */
export const pollersOf = ({ resources }: ResourceGraph): number =>
  resources
    .filter(({ type }) => type === "aws:lambda/eventSourceMapping:EventSourceMapping")
    .map(
      ({ outputs }) =>
        (outputs.provisionedPollerConfig ?? undefined) as { minimumPollers?: number } | undefined,
    )
    .reduce((sum, pollers) => sum + (pollers ? (pollers.minimumPollers ?? 2) : 0), 0);
