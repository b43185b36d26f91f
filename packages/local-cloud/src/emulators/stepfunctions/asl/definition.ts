import { z } from "zod";
import { distributedFields, processorConfig } from "./map-definition.ts";
import { programDefinition as program, retrierDefinition as retrier } from "./shared-definition.ts";

/** Amazon States Language as far as a JSONata machine can use it. https://states-language.net */
const json = z.unknown();
const jsonataString = z.string().regex(/^\{%[\s\S]*%\}$/, "must be a JSONata expression in {% %}");
const seconds = z.union([z.int().positive(), jsonataString]);
const assign = z.record(z.string().max(80), json);

const anyState = {
  Comment: z.string().optional(),
  QueryLanguage: z.literal("JSONata").optional(),
};
const transition = { Next: z.string().optional(), End: z.literal(true).optional() };
const output = { Output: json.optional() };

const catcher = z.strictObject({
  Comment: z.string().optional(),
  ErrorEquals: z.array(z.string()).min(1),
  Next: z.string(),
  ...output,
  Assign: assign.optional(),
});
const recovery = { Retry: z.array(retrier).optional(), Catch: z.array(catcher).optional() };

const task = z.strictObject({
  ...anyState,
  ...transition,
  ...output,
  ...recovery,
  Type: z.literal("Task"),
  Resource: z.string(),
  Arguments: json.optional(),
  Assign: assign.optional(),
  TimeoutSeconds: seconds.optional(),
  HeartbeatSeconds: seconds.optional(),
  Credentials: z.strictObject({ RoleArn: z.string() }).optional(),
});
const choiceRule = z.strictObject({
  Comment: z.string().optional(),
  Condition: z.union([jsonataString, z.boolean()]),
  Next: z.string(),
  ...output,
  Assign: assign.optional(),
});
const choice = z.strictObject({
  ...anyState,
  ...output,
  Type: z.literal("Choice"),
  Choices: z.array(choiceRule).min(1),
  Default: z.string().optional(),
  Assign: assign.optional(),
});
const parallel = z.strictObject({
  ...anyState,
  ...transition,
  ...output,
  ...recovery,
  Type: z.literal("Parallel"),
  Branches: z.array(program).min(1),
  Arguments: json.optional(),
  Assign: assign.optional(),
});
const map = z.strictObject({
  ...anyState,
  ...transition,
  ...output,
  ...recovery,
  Type: z.literal("Map"),
  Items: z.union([z.array(json), jsonataString]).optional(),
  ItemSelector: json.optional(),
  ItemProcessor: program.extend({
    ProcessorConfig: processorConfig.optional(),
  }),
  ...distributedFields,
  MaxConcurrency: z.union([z.int().nonnegative(), jsonataString]).optional(),
  ToleratedFailureCount: z.union([z.int().nonnegative(), jsonataString]).optional(),
  ToleratedFailurePercentage: z.union([z.number().min(0).max(100), jsonataString]).optional(),
  Assign: assign.optional(),
});
const wait = z.strictObject({
  ...anyState,
  ...transition,
  ...output,
  Type: z.literal("Wait"),
  Seconds: z.union([z.int().nonnegative().max(99_999_999), jsonataString]).optional(),
  Timestamp: z.string().optional(),
  Assign: assign.optional(),
});
const pass = z.strictObject({
  ...anyState,
  ...transition,
  ...output,
  Type: z.literal("Pass"),
  Assign: assign.optional(),
});
const succeed = z.strictObject({ ...anyState, ...output, Type: z.literal("Succeed") });
const fail = z.strictObject({
  ...anyState,
  Type: z.literal("Fail"),
  Error: z.string().optional(),
  Cause: z.string().optional(),
});

export const stateDefinition = z.discriminatedUnion("Type", [
  task,
  choice,
  parallel,
  map,
  wait,
  pass,
  succeed,
  fail,
]);

export const machineDefinition = program.extend({
  QueryLanguage: z.enum(["JSONata", "JSONPath"]).optional(),
  TimeoutSeconds: z.int().positive().optional(),
  Version: z.literal("1.0").optional(),
});

export type StateDefinition = z.output<typeof stateDefinition>;
export type CatcherDefinition = z.output<typeof catcher>;
