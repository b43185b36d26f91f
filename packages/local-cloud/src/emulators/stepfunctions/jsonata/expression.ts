import jsonata from "jsonata";
import type { Clock } from "../../../core/clock.ts";
import { QueryError } from "../errors.ts";
import { fastPath, unanswered } from "./fast-path.ts";
import { stepFunctionsLibrary } from "./functions.ts";
import { NotJson, plain } from "./plain.ts";

/** Variables an expression sees, by name without `$`; inherited members count. */
export type Bindings = Record<string, unknown>;

/** A compiled expression: a JSON value, or a promise of one. Throws `QueryError`, also for a result that is nothing. */
export type Expression = (bindings: Bindings) => unknown;

/** Compiles what is between `{%` and `%}`; `field` (`Output/total`) shows in errors. Throws on a syntax error. */
export type ExpressionCompiler = (source: string, field: string) => Expression;

/** Longest an expression may run. https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html */
const TIME_LIMIT_MS = 1000;

export const createExpressionCompiler = (
  clock: Clock,
  { timeLimitMs = TIME_LIMIT_MS } = {},
): ExpressionCompiler => {
  const library = Object.entries(stepFunctionsLibrary(clock));

  return (source, field) => {
    const expression = jsonata(source);
    for (const [name, implementation] of library) {
      if (!source.includes(`$${name}`)) continue;
      if (implementation) expression.registerFunction(name, implementation);
      else expression.assign(name, undefined);
    }
    // Only a function can call itself without end.
    if (/\bfunction\s*\(|λ/.test(source)) limitTime(expression, timeLimitMs);

    const fail = (problem: string, cause?: unknown) =>
      new QueryError(
        field,
        `The JSONata expression '${source}' specified for the field '${field}' ${problem}`,
        { cause },
      );
    const evaluate = async (bindings: Bindings): Promise<unknown> => {
      let result: unknown;
      try {
        result = await expression.evaluate(undefined, bindings);
      } catch (error) {
        const { code, message } = error as { code?: string; message?: string };
        throw fail(`threw an error during evaluation. ${code ? `${code}: ` : ""}${message}`, error);
      }
      if (result === undefined) throw fail("returned nothing (undefined).");
      try {
        return plain(result);
      } catch (error) {
        throw error instanceof NotJson ? fail("returned an unsupported result type.") : error;
      }
    };

    const shortcut = fastPath(expression.ast());
    if (!shortcut) return evaluate;
    return (bindings) => {
      const result = shortcut(bindings);
      if (result === undefined) throw fail("returned nothing (undefined).");
      return result === unanswered ? evaluate(bindings) : result;
    };
  };
};

const limitTime = (expression: jsonata.Expression, limitMs: number) => {
  let steps = 0;
  const check = (_node: unknown, _input: unknown, environment: jsonata.Environment) => {
    if (++steps % 256 === 0 && Date.now() - environment.timestamp.getTime() > limitMs)
      throw Object.assign(new Error(`The evaluation took longer than ${limitMs} ms.`), {
        code: "U1001",
      });
  };
  // JSONata's hook for such limits; a symbol, though the types only know strings.
  expression.assign(Symbol.for("jsonata.__evaluate_entry") as unknown as string, check);
};
