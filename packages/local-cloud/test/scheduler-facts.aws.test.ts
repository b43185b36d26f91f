import { GetScheduleCommand, paginateListSchedules, SchedulerClient } from "@aws-sdk/client-scheduler";
import { describeSchedulerFacts } from "./scheduler-facts.ts";

// Borrows target and role of a schedule of the stage, for schedules that are disabled and removed.
const stage = process.env.SOURDOUGH_STAGE;

describeSchedulerFacts(`on AWS, ${stage ?? "(no stage: set SOURDOUGH_STAGE)"}`, !stage, async () => {
  const scheduler = new SchedulerClient({});
  for await (const { Schedules = [] } of paginateListSchedules({ client: scheduler }, {})) {
    const one = Schedules.find(({ GroupName = "" }) => GroupName.includes(`-${stage}-`));
    if (!one) continue;
    const { Name, GroupName } = one;
    const { Target } = await scheduler.send(new GetScheduleCommand({ Name, GroupName }));
    return { scheduler, target: Target!, stop: async () => scheduler.destroy() };
  }
  throw new Error(`The stage ${stage} has no schedule whose target could be borrowed.`);
});
