import type { Bindings, ExpressionCompiler } from "./expression.ts";

/** Any JSON with expressions in it, compiled. `evaluate` gives the value or a promise of it. */
export interface Template {
  /** True when no expression is in it: always the same value. */
  readonly constant: boolean;
  /** The expression, where the whole template is one. */
  readonly source?: string;
  evaluate(bindings: Bindings): unknown;
}

export interface TemplateProblem {
  readonly field: string;
  readonly message: string;
}

/** Compiles `value`; what is wrong with its expressions goes to `report`. */
export const compileTemplate = (
  value: unknown,
  field: string,
  compile: ExpressionCompiler,
  report: (problem: TemplateProblem) => void,
): Template => {
  if (typeof value === "string") return text(value, field, compile, report);
  if (value === null || typeof value !== "object") return constant(value);
  const entries = Object.entries(value).map(
    ([key, member]) => [key, compileTemplate(member, `${field}/${key}`, compile, report)] as const,
  );
  if (entries.every(([, template]) => template.constant)) return constant(value);
  return { constant: false, evaluate: walker(Array.isArray(value), entries) };
};

const constant = (value: unknown): Template => ({ constant: true, evaluate: () => value });

const text = (
  value: string,
  field: string,
  compile: ExpressionCompiler,
  report: (problem: TemplateProblem) => void,
): Template => {
  const opens = value.startsWith("{%");
  if (!opens && !value.endsWith("%}")) return constant(value);
  if (!opens || !value.endsWith("%}")) {
    report({ field, message: `the string ${JSON.stringify(value)} must both start with {% and end with %}` });
    return constant(value);
  }
  try {
    const source = value.slice(2, -2).trim();
    return { constant: false, source, evaluate: compile(source, field) };
  } catch (error) {
    report({ field, message: `${value} is not JSONata: ${(error as Error).message}` });
    return constant(value);
  }
};

/** An error as a rejection, so that it cannot leave other members' rejections without a handler. */
const settle = (template: Template, bindings: Bindings): unknown => {
  try {
    return template.evaluate(bindings);
  } catch (error) {
    return Promise.reject(error);
  }
};

const walker =
  (isArray: boolean, entries: readonly (readonly [string, Template])[]) =>
  (bindings: Bindings): unknown => {
    const target: Record<string, unknown> = isArray ? ([] as unknown as Record<string, unknown>) : {};
    let pending: Promise<void>[] | undefined;
    for (const [key, template] of entries) {
      const value = settle(template, bindings);
      // Set at once, so that members keep the order of the definition.
      target[key] = value;
      if (value instanceof Promise) {
        pending ??= [];
        pending.push(
          value.then((settled) => {
            target[key] = settled;
          }),
        );
      }
    }
    return pending ? Promise.all(pending).then(() => target) : target;
  };
