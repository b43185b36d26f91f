import { z } from "zod";
import { AwsError } from "../../../core/aws-error.ts";
import { parseInput } from "../../parse-input.ts";
import { type Activity, activityDoesNotExist } from "../activities.ts";
import type { StepFunctionsOperations } from "../api.ts";
import { isName } from "../names.ts";
import { checkKind, page, pageOf, type Service, tagList } from "./service.ts";

const createInput = z.strictObject({
  name: z.string(),
  tags: tagList.optional(),
  // Nothing is encrypted here.
  encryptionConfiguration: z.looseObject({}).optional(),
});
const ofActivity = z.strictObject({ activityArn: z.string().min(1).max(256) });
const taskInput = ofActivity.extend({ workerName: z.string().min(1).max(80).optional() });
const listInput = z.strictObject(page);

const listed = ({ arn, name, creationDate }: Activity) => ({ activityArn: arn, name, creationDate });

/** https://docs.aws.amazon.com/step-functions/latest/dg/concepts-activities.html */
export const activityOperations = ({ activities, cloud, tags }: Service): StepFunctionsOperations => {
  const find = (arn: string): Activity => {
    checkKind(arn, "activity");
    const activity = activities.find(arn);
    if (!activity) throw activityDoesNotExist(arn);
    return activity;
  };
  return {
    async CreateActivity(request: unknown) {
      const { name, tags: given = [] } = parseInput(createInput, request);
      if (!isName(name, 80)) throw new AwsError("InvalidName", `Invalid Name: '${name}'`);
      const known = activities.all().find((activity) => activity.name === name);
      // The same name again is the same activity, whatever its tags: those of the first call stay.
      if (known) return { activityArn: known.arn, creationDate: known.creationDate };
      const { outputs } = await cloud.made.make("aws:sfn/activity:Activity", name, { name });
      const activity = find(String(outputs.arn));
      tags.put(activity.arn, given);
      return { activityArn: activity.arn, creationDate: activity.creationDate };
    },
    DescribeActivity: (request: unknown) => listed(find(parseInput(ofActivity, request).activityArn)),
    ListActivities(request: unknown) {
      const { page: found, nextToken } = pageOf(activities.all(), parseInput(listInput, request));
      return { activities: found.map(listed), nextToken };
    },
    DeleteActivity(request: unknown) {
      const { activityArn } = parseInput(ofActivity, request);
      checkKind(activityArn, "activity");
      activities.delete(activityArn);
      tags.forget(activityArn);
      cloud.made.forget("aws:sfn/activity:Activity", activityArn);
      return {};
    },
    async GetActivityTask(request: unknown) {
      const { activityArn, workerName } = parseInput(taskInput, request);
      find(activityArn);
      const task = await activities.poll(activityArn, workerName);
      return task ? { taskToken: task.taskToken, input: task.input } : {};
    },
  };
};
