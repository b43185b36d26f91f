import { AwsError } from "../../../core/aws-error.ts";
import type { Activities } from "../activities.ts";
import { StateError } from "../errors.ts";
import type { Integration } from "./integration.ts";

/** `arn:aws:states:...:activity:name` as the resource: the task waits until a worker takes it and answers. */
export const activityTask = (arn: string, activities: Pick<Activities, "schedule">): Integration => ({
  resource: arn,
  resourceType: "activity",
  pattern: "token",
  async call({ arguments: input, lifetime, taskToken = "", onStarted }) {
    try {
      const takeBack = activities.schedule(arn, {
        taskToken,
        input: JSON.stringify(input),
        onTaken: (workerName) => onStarted?.(workerName),
      });
      lifetime.onEnd(takeBack);
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      throw new StateError("States.Runtime", error.message, { cause: error });
    }
    return undefined;
  },
});
