import { z } from "zod";

const contents = z.object({ taskId: z.string(), sourceArn: z.string() });
type Contents = z.output<typeof contents>;

export const encodeTaskHandle = (task: Contents): string =>
  Buffer.from(JSON.stringify(task)).toString("base64");

/** Undefined for what is no handle of a task. */
export const decodeTaskHandle = (handle: string): Contents | undefined => {
  try {
    return contents.parse(JSON.parse(Buffer.from(handle, "base64").toString()));
  } catch {
    return undefined;
  }
};

/** ARN of the dead-letter queue a task handle belongs to. */
export const moveTaskSource = (taskHandle: string | undefined): string | undefined =>
  taskHandle === undefined ? undefined : decodeTaskHandle(taskHandle)?.sourceArn;
