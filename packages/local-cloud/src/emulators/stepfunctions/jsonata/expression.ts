import jsonata from "jsonata";
import type { Clock } from "../../../core/clock.ts";
import { QueryError } from "../errors.ts";
import { fastPath, unanswered } from "./fast-path.ts";
import { stepFunctionsLibrary } from "./functions.ts";
import { NotJson, plain } from "./plain.ts";
import { synchronousJsonata } from "./synchronous.ts";

/** Variables an expression sees, by name without `$`; inherited members count. */
export type Bindings = Record<string, unknown>;

/** A compiled expression: a JSON value, or a promise of one. Throws `QueryError`, also for a result that is nothing. */
export type Expression = (bindings: Bindings) => unknown;

/** Compiles what is between `{%` and `%}`; `field` (`Output/total`) shows in errors. Throws on a syntax error. */
export type ExpressionCompiler = (source: string, field: string) => Expression;

/** Longest an expression may run. https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html */
const TIME_LIMIT_MS = 1000;

/** Sees each part of an expression once it is evaluated, with what it was evaluated on and what it gave. */
export type EvaluationListener = (part: jsonata.ExprNode, input: unknown, result: unknown) => void;

type Prepared = Omit<jsonata.Expression, "evaluate">;

/** `onCompiled` gets the syntax tree of each expression, whose parts `onEvaluated` is told about. */
export const createExpressionCompiler = (
  clock: Pick<Clock, "now">,
  {
    timeLimitMs = TIME_LIMIT_MS,
    onCompiled,
    onEvaluated,
  }: {
    timeLimitMs?: number;
    onCompiled?: (source: string, tree: jsonata.ExprNode) => void;
    onEvaluated?: EvaluationListener;
  } = {},
): ExpressionCompiler => {
  const library = Object.entries(stepFunctionsLibrary(clock));

  return (source, field) => {
    const prepared = <Evaluator extends Prepared>(expression: Evaluator): Evaluator => {
      for (const [name, implementation] of library) {
        if (!source.includes(`$${name}`)) continue;
        if (implementation) expression.registerFunction(name, implementation);
        else expression.assign(name, undefined);
      }
      // Only a function can call itself without end.
      if (/\bfunction\s*\(|λ/.test(source)) limitTime(expression, timeLimitMs);
      if (onEvaluated) listen(expression, onEvaluated);
      return expression;
    };
    const expression = prepared(synchronousJsonata(source));
    onCompiled?.(source, expression.ast());

    const fail = (problem: string, cause?: unknown) =>
      new QueryError(
        field,
        `The JSONata expression '${source}' specified for the field '${field}' ${problem}`,
        { cause },
      );
    const failure = (error: unknown) => {
      const { code, message } = error as { code?: string; message?: string };
      return fail(`threw an error during evaluation. ${code ? `${code}: ` : ""}${message}`, error);
    };
    const checked = (result: unknown): unknown => {
      if (result === undefined) throw fail("returned nothing (undefined).");
      try {
        return plain(result);
      } catch (error) {
        throw error instanceof NotJson ? fail("returned an unsupported result type.") : error;
      }
    };
    /** Whatever waits has no stack to run out of. */
    const evaluateWaiting = async (bindings: Bindings): Promise<unknown> =>
      checked(
        await prepared(jsonata(source))
          .evaluate(undefined, bindings)
          .catch((error: unknown) => {
            throw failure(error);
          }),
      );
    const evaluate = (bindings: Bindings): unknown => {
      let result: unknown;
      try {
        result = expression.evaluate(undefined, bindings);
      } catch (error) {
        if (error instanceof RangeError) return evaluateWaiting(bindings);
        throw failure(error);
      }
      return checked(result);
    };

    const shortcut = onEvaluated ? undefined : fastPath(expression.ast());
    if (!shortcut) return evaluate;
    return (bindings) => {
      const result = shortcut(bindings);
      if (result === undefined) throw fail("returned nothing (undefined).");
      return result === unanswered ? evaluate(bindings) : result;
    };
  };
};

const limitTime = (expression: Prepared, limitMs: number) => {
  let steps = 0;
  const check = (_node: unknown, _input: unknown, environment: jsonata.Environment) => {
    if (++steps % 256 === 0 && Date.now() - environment.timestamp.getTime() > limitMs)
      throw Object.assign(new Error(`The evaluation took longer than ${limitMs} ms.`), {
        code: "U1001",
      });
  };
  assignHook(expression, "entry", check);
};

const listen = (expression: Prepared, listener: EvaluationListener) =>
  assignHook(expression, "exit", (part: jsonata.ExprNode, input: unknown, _: unknown, result: unknown) =>
    listener(part, input, result),
  );

/** JSONata's hooks around the evaluation of each part; their names are symbols, though the types only know strings. */
const assignHook = (expression: Prepared, when: "entry" | "exit", hook: unknown) =>
  expression.assign(Symbol.for(`jsonata.__evaluate_${when}`) as unknown as string, hook);
