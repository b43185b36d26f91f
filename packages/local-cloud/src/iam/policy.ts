import { z } from "zod";

const oneOrMany = z.union([z.string(), z.array(z.string())]).transform((value) => [value].flat());

const statement = z.looseObject({
  Effect: z.enum(["Allow", "Deny"]),
  Action: oneOrMany.optional(),
  NotAction: oneOrMany.optional(),
  Resource: oneOrMany.optional(),
  NotResource: oneOrMany.optional(),
  Principal: z.union([z.literal("*"), z.record(z.string(), oneOrMany)]).optional(),
  Condition: z.record(z.string(), z.record(z.string(), oneOrMany)).optional(),
});

const document = z.looseObject({
  Statement: z.union([statement, z.array(statement)]).transform((value) => [value].flat()),
});

/** What a statement's conditions may look at: `aws:SourceArn` and the like. */
export type ConditionContext = Readonly<Record<string, string>>;

export interface Statement {
  readonly effect: "Allow" | "Deny";
  action(action: string): boolean;
  resource(arn: string): boolean;
  principal(service: string): boolean;
  condition(context: ConditionContext): boolean;
}

// `*` is any run of characters, `?` any one; actions are compared without case, ARNs with it.
const matcher = (patterns: string[], flags = ""): ((text: string) => boolean) => {
  const compiled = patterns.map(
    (pattern) =>
      new RegExp(
        `^${pattern
          .replace(/[.+^${}()|[\]\\]/g, "\\$&")
          .replace(/\*/g, ".*")
          .replace(/\?/g, ".")}$`,
        flags,
      ),
  );
  return (text) => compiled.some((pattern) => pattern.test(text));
};

const not = (test: (text: string) => boolean) => (text: string) => !test(text);
const always = () => true;

const conditionTests: Record<string, (values: string[]) => (actual: string) => boolean> = {
  StringEquals: (values) => (actual) => values.includes(actual),
  StringNotEquals: (values) => (actual) => !values.includes(actual),
  StringLike: (values) => matcher(values),
  ArnEquals: (values) => matcher(values),
  ArnLike: (values) => matcher(values),
};

const conditions = (block: Record<string, Record<string, string[]>> = {}) => {
  const tests = Object.entries(block).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, values]) => {
      const test = conditionTests[operator];
      if (!test)
        throw new Error(
          `The policy condition operator "${operator}" is not evaluated by the local cloud; it knows ${Object.keys(conditionTests).join(", ")}.`,
        );
      return { key: key.toLowerCase(), test: test(values) };
    }),
  );
  return (context: ConditionContext) =>
    tests.every(({ key, test }) => context[key] !== undefined && test(context[key]));
};

/** Compiles a policy document (JSON text or object). Throws when it is not one. */
export const compilePolicy = (policy: unknown): Statement[] => {
  const parsed = document.parse(typeof policy === "string" ? JSON.parse(policy) : policy);
  return parsed.Statement.map((source) => {
    const services =
      source.Principal === "*" ? ["*"] : (source.Principal?.Service ?? source.Principal?.AWS ?? []);
    return {
      effect: source.Effect,
      action: source.Action ? matcher(source.Action, "i") : not(matcher(source.NotAction ?? [], "i")),
      resource: source.Resource
        ? matcher(source.Resource)
        : source.NotResource
          ? not(matcher(source.NotResource))
          : always,
      principal: matcher(services),
      condition: conditions(source.Condition),
    };
  });
};

/** An explicit deny wins; without any allow the answer is no. */
export const isAllowed = (
  statements: readonly Statement[],
  request: { action: string; resource: string; context?: ConditionContext; principal?: string },
): boolean => {
  let allowed = false;
  for (const statement of statements) {
    if (request.principal !== undefined && !statement.principal(request.principal)) continue;
    if (!statement.action(request.action) || !statement.resource(request.resource)) continue;
    if (!statement.condition(request.context ?? {})) continue;
    if (statement.effect === "Deny") return false;
    allowed = true;
  }
  return allowed;
};
