import { z } from "zod";

const cluster = z.string().default("default");
const nameAndValue = z.looseObject({ name: z.string(), value: z.string() });

export const containerOverrides = z
  .array(z.looseObject({ name: z.string(), environment: z.array(nameAndValue).default([]) }))
  .default([]);

/** Where and on what a container would run is taken, whatever it says: a process has all of the laptop. */
export const runTask = z.looseObject({
  cluster,
  taskDefinition: z.string(),
  count: z.int().min(1).max(10).default(1),
  group: z.string().optional(),
  startedBy: z.string().max(128).optional(),
  overrides: z.looseObject({ containerOverrides }).default({ containerOverrides: [] }),
});
export const describeTasks = z.looseObject({ cluster, tasks: z.array(z.string()).min(1).max(100) });
export const stopTask = z.looseObject({
  cluster,
  task: z.string(),
  reason: z.string().default("Task stopped by user"),
});
export const listTasks = z.looseObject({
  cluster,
  family: z.string().optional(),
  startedBy: z.string().optional(),
  desiredStatus: z.enum(["RUNNING", "PENDING", "STOPPED"]).default("RUNNING"),
});
