import { z } from "zod";

const oneOrMany = z.union([z.string(), z.array(z.string())]).transform((value) => [value].flat());

const statement = z.looseObject({
  Effect: z.enum(["Allow", "Deny"]),
  Action: oneOrMany.optional(),
  NotAction: oneOrMany.optional(),
  Resource: oneOrMany.optional(),
  NotResource: oneOrMany.optional(),
  Principal: z.union([z.literal("*"), z.record(z.string(), oneOrMany)]).optional(),
  NotPrincipal: z.never({ error: "NotPrincipal is not evaluated by the local cloud" }).optional(),
  Condition: z.record(z.string(), z.record(z.string(), oneOrMany)).optional(),
});

const document = z.looseObject({
  Statement: z.union([statement, z.array(statement)]).transform((value) => [value].flat()),
});

/** What a statement's conditions may look at: `aws:sourcearn` and the like, in lower case. */
export type ConditionContext = Readonly<Record<string, string>>;

export interface Statement {
  readonly effect: "Allow" | "Deny";
  action(action: string): boolean;
  resource(arn: string): boolean;
  principal(serviceOrRole: string): boolean;
  condition(context: ConditionContext): boolean;
}

// `*` is any run of characters, `?` any one; actions are compared without case, ARNs with it.
export const matcher = (patterns: string[], flags = ""): ((text: string) => boolean) => {
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

interface ConditionTest {
  test(values: string[]): (actual: string) => boolean;
  /** Whether the condition holds for a request without the key. */
  readonly withoutKey: boolean;
}

const when = (test: ConditionTest["test"]): ConditionTest => ({ test, withoutKey: false });
// "Not" holds when there is nothing to compare:
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
const unless = (test: ConditionTest["test"]): ConditionTest => ({
  test: (values) => not(test(values)),
  withoutKey: true,
});

const equals = (values: string[]) => (actual: string) => values.includes(actual);
const equalsAnyCase = (values: string[]) => {
  const lower = values.map((value) => value.toLowerCase());
  return (actual: string) => lower.includes(actual.toLowerCase());
};
const like = (values: string[]) => matcher(values);

const conditionTests: Readonly<Record<string, ConditionTest>> = {
  StringEquals: when(equals),
  StringNotEquals: unless(equals),
  StringEqualsIgnoreCase: when(equalsAnyCase),
  StringNotEqualsIgnoreCase: unless(equalsAnyCase),
  StringLike: when(like),
  StringNotLike: unless(like),
  ArnEquals: when(like),
  ArnNotEquals: unless(like),
  ArnLike: when(like),
  ArnNotLike: unless(like),
  Bool: when(equalsAnyCase),
};

type Condition = (context: ConditionContext) => boolean;

const condition = (operator: string, key: string, values: string[]): Condition => {
  if (operator === "Null") {
    const absent = values.includes("true");
    return (context) => (context[key] === undefined) === absent;
  }
  const name = operator.replace(/IfExists$/, "");
  const known = Object.hasOwn(conditionTests, name) ? conditionTests[name] : undefined;
  if (!known)
    throw new Error(
      `The policy condition operator "${operator}" is not evaluated by the local cloud; it knows Null, ${Object.keys(conditionTests).join(", ")} and their ...IfExists.`,
    );
  const test = known.test(values);
  const withoutKey = known.withoutKey || name !== operator;
  return (context) => {
    const actual = context[key];
    return actual === undefined ? withoutKey : test(actual);
  };
};

const conditions = (block: Record<string, Record<string, string[]>> = {}): Condition => {
  const tests = Object.entries(block).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, values]) => condition(operator, key.toLowerCase(), values)),
  );
  return (context) => tests.every((holds) => holds(context));
};

const principals = (principal: z.output<typeof statement>["Principal"]): string[] =>
  principal === "*" ? ["*"] : [...(principal?.Service ?? []), ...(principal?.AWS ?? [])];

/** Compiles a policy document (JSON text or object). Throws when it is not one. */
export const compilePolicy = (policy: unknown): Statement[] => {
  const parsed = document.parse(typeof policy === "string" ? JSON.parse(policy) : policy);
  return parsed.Statement.map((source) => ({
    effect: source.Effect,
    action: source.Action ? matcher(source.Action, "i") : not(matcher(source.NotAction ?? [], "i")),
    resource: source.Resource
      ? matcher(source.Resource)
      : source.NotResource
        ? not(matcher(source.NotResource))
        : always,
    principal: matcher(principals(source.Principal)),
    condition: conditions(source.Condition),
  }));
};

/** What the allowing statements of a policy document grant: each action on each resource, as they are written. */
export const allowedIn = (policy: unknown): { action: string; resource: string }[] =>
  document
    .parse(typeof policy === "string" ? JSON.parse(policy) : policy)
    .Statement.filter(({ Effect }) => Effect === "Allow")
    .flatMap(({ Action = [], Resource = ["*"] }) =>
      Resource.flatMap((resource) => Action.map((action) => ({ action, resource }))),
    );

interface PolicyRequest {
  readonly action: string;
  readonly resource: string;
  readonly context?: ConditionContext;
  /** Service or ARN of the role; only for the policy of a resource. */
  readonly principal?: string;
}

/** What the statements say: an explicit deny wins; undefined when none of them is about the request. */
export const verdictOf = (
  statements: readonly Statement[],
  request: PolicyRequest,
): "Allow" | "Deny" | undefined => {
  let verdict: "Allow" | undefined;
  for (const statement of statements) {
    if (request.principal !== undefined && !statement.principal(request.principal)) continue;
    if (!statement.action(request.action) || !statement.resource(request.resource)) continue;
    if (!statement.condition(request.context ?? {})) continue;
    if (statement.effect === "Deny") return "Deny";
    verdict = "Allow";
  }
  return verdict;
};
