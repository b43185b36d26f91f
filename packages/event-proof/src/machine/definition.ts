import * as z from "zod";

const exit = {
  Output: z.unknown().optional(),
  Assign: z.record(z.string(), z.unknown()).optional(),
  Next: z.string().optional(),
};
const program = { StartAt: z.string(), States: z.record(z.string(), z.unknown()) };
const Program = z.looseObject(program);

/** The part of Amazon States Language that data goes through; all else is the business of Step Functions. */
const State = z.looseObject({
  Type: z.enum(["Task", "Choice", "Parallel", "Map", "Wait", "Pass", "Succeed", "Fail"]),
  ...exit,
  Default: z.string().optional(),
  Resource: z.string().optional(),
  Arguments: z.unknown().optional(),
  Choices: z.array(z.looseObject({ Condition: z.unknown(), ...exit })).default([]),
  Catch: z.array(z.looseObject({ ErrorEquals: z.array(z.string()), ...exit })).default([]),
  Branches: z.array(Program).default([]),
  Items: z.unknown().optional(),
  ItemSelector: z.unknown().optional(),
  ItemProcessor: Program.optional(),
  Seconds: z.unknown().optional(),
  Timestamp: z.unknown().optional(),
  Error: z.unknown().optional(),
  Cause: z.unknown().optional(),
});

export type Exit = Pick<z.infer<typeof State>, "Output" | "Assign" | "Next">;
export type State = z.infer<typeof State>;
export type Program = { readonly StartAt: string; readonly States: Readonly<Record<string, State>> };

const parsed = new WeakMap<object, Program>();

/** States, branch or item processor with its states parsed, once. */
export const programOf = (raw: z.infer<typeof Program>): Program => {
  let known = parsed.get(raw);
  if (!known) {
    const states = Object.entries(raw.States).map(([name, state]) => [name, State.parse(state)] as const);
    known = { StartAt: raw.StartAt, States: Object.fromEntries(states) };
    parsed.set(raw, known);
  }
  return known;
};

/** A whole definition, from its JSON. */
export const parseDefinition = (text: string): Program => programOf(Program.parse(JSON.parse(text)));

/** `events:putEvents`, whether by `events:putEvents.waitForTaskToken` or `aws-sdk:eventbridge:putEvents`. */
export const operationOf = (resource: string): { operation: string; waits: boolean } => {
  const [, , , , , ...rest] = resource.split(":");
  const words = rest.join(":").replace(/^:/, "");
  if (resource.startsWith("arn:aws:lambda:")) return { operation: "lambda:invoke", waits: false };
  const [name = "", suffix] = words.replace(/^aws-sdk:/, "").split(".");
  const operation = name.replace(/^eventbridge:/, "events:").replace(/^sfn:/, "states:");
  return { operation, waits: suffix === "waitForTaskToken" };
};
