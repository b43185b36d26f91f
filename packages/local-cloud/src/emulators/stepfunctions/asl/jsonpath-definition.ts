import { z } from "zod";
import { comparisons, valueTests } from "../jsonpath/comparisons.ts";
import { jsonPathMapFields } from "./jsonpath-map-definition.ts";
import { programDefinition, retrierDefinition } from "./shared-definition.ts";

/** The Amazon States Language as JSONPath states have it. https://states-language.net */
const json = z.unknown();
const path = z.string();
/** Null is an empty object. */
const pathOrNull = z.string().nullable();
const assign = z.record(z.string().max(82), json);

const anyState = {
  Comment: z.string().optional(),
  QueryLanguage: z.literal("JSONPath").optional(),
  InputPath: pathOrNull.optional(),
  OutputPath: pathOrNull.optional(),
};
const transition = {
  Next: z.string().optional(),
  End: z.literal(true).optional(),
  Assign: assign.optional(),
};
const result = { ResultPath: pathOrNull.optional(), ResultSelector: z.record(z.string(), json).optional() };
const catcher = z.strictObject({
  Comment: z.string().optional(),
  ErrorEquals: z.array(z.string()).min(1),
  Next: z.string(),
  ResultPath: pathOrNull.optional(),
  Assign: assign.optional(),
});
const recovery = { Retry: z.array(retrierDefinition).optional(), Catch: z.array(catcher).optional() };

const task = z.strictObject({
  ...anyState,
  ...transition,
  ...result,
  ...recovery,
  Type: z.literal("Task"),
  Resource: z.string(),
  Parameters: json.optional(),
  TimeoutSeconds: z.int().positive().max(99_999_999).optional(),
  TimeoutSecondsPath: path.optional(),
  HeartbeatSeconds: z.int().positive().max(99_999_999).optional(),
  HeartbeatSecondsPath: path.optional(),
  Credentials: z
    .strictObject({ RoleArn: z.string().optional(), "RoleArn.$": z.string().optional() })
    .refine(
      (credentials) => Object.keys(credentials).length === 1,
      "The field 'RoleArn' is required but was missing",
    )
    .optional(),
});

const namesOf = (group: object) => Object.keys(group);
const operand = (name: string): z.ZodType => {
  if (/^(Is|Boolean)/.test(name)) return z.boolean();
  return name.startsWith("Numeric") ? z.number() : z.string();
};
const tests: Record<string, z.ZodOptional> = Object.fromEntries([
  ...[...namesOf(comparisons), ...namesOf(valueTests), "IsPresent"].map((name) => [
    name,
    operand(name).optional(),
  ]),
  ...namesOf(comparisons).map((name) => [`${name}Path`, path.optional()]),
]);

export interface ChoiceRuleDefinition {
  readonly And?: readonly ChoiceRuleDefinition[];
  readonly Or?: readonly ChoiceRuleDefinition[];
  readonly Not?: ChoiceRuleDefinition;
  readonly Variable?: string;
  readonly Comment?: string;
  readonly Next?: string;
  readonly Assign?: Record<string, unknown>;
  readonly [comparison: string]: unknown;
}

const expression = z.strictObject({
  ...tests,
  Comment: z.string().optional(),
  Variable: path.optional(),
  get And(): z.ZodOptional<z.ZodArray<z.ZodType<ChoiceRuleDefinition>>> {
    return z.array(expression).min(1).optional();
  },
  get Or(): z.ZodOptional<z.ZodArray<z.ZodType<ChoiceRuleDefinition>>> {
    return z.array(expression).min(1).optional();
  },
  get Not(): z.ZodOptional<z.ZodType<ChoiceRuleDefinition>> {
    return expression.optional();
  },
}) as z.ZodObject;
const choice = z.strictObject({
  ...anyState,
  Type: z.literal("Choice"),
  Choices: z
    .array(
      expression.extend({ Next: z.string(), Assign: assign.optional() }) as unknown as z.ZodType<
        ChoiceRuleDefinition & { readonly Next: string }
      >,
    )
    .min(1),
  Default: z.string().optional(),
  Assign: assign.optional(),
});
const parallel = z.strictObject({
  ...anyState,
  ...transition,
  ...result,
  ...recovery,
  Type: z.literal("Parallel"),
  Branches: z.array(programDefinition).min(1),
  Parameters: json.optional(),
});
const map = z.strictObject({
  ...anyState,
  ...transition,
  ...result,
  ...recovery,
  ...jsonPathMapFields,
  Type: z.literal("Map"),
});
const wait = z.strictObject({
  ...anyState,
  ...transition,
  Type: z.literal("Wait"),
  Seconds: z.int().nonnegative().max(99_999_999).optional(),
  Timestamp: z.string().optional(),
  SecondsPath: path.optional(),
  TimestampPath: path.optional(),
});
const pass = z.strictObject({
  ...anyState,
  ...transition,
  Type: z.literal("Pass"),
  Result: json.optional(),
  Parameters: json.optional(),
  ResultPath: pathOrNull.optional(),
});
const succeed = z.strictObject({ ...anyState, Type: z.literal("Succeed") });
const fail = z.strictObject({
  Comment: z.string().optional(),
  QueryLanguage: z.literal("JSONPath").optional(),
  Type: z.literal("Fail"),
  Error: z.string().optional(),
  ErrorPath: path.optional(),
  Cause: z.string().optional(),
  CausePath: path.optional(),
});

export const jsonPathState = z.discriminatedUnion("Type", [
  task,
  choice,
  parallel,
  map,
  wait,
  pass,
  succeed,
  fail,
]);

export type JsonPathState = z.output<typeof jsonPathState>;
export type JsonPathCatcher = z.output<typeof catcher>;
