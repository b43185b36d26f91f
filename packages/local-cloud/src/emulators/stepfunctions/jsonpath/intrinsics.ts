import { JsonPathError } from "../../../templates/json-path-error.ts";
import { PathError } from "../errors.ts";
import type { Bindings } from "../jsonata/expression.ts";
import { intrinsicFunctions } from "./intrinsic-functions.ts";
import { compilePath } from "./path.ts";

/** What a path or a call of a function comes to, of the state's data. Throws PathError. */
export type Query = (bindings: Bindings, data: unknown) => unknown;

/** https://docs.aws.amazon.com/step-functions/latest/dg/intrinsic-functions.html */
const DEEPEST = 10;

const literals: Readonly<Record<string, unknown>> = { true: true, false: false, null: null };

/** Compiles `States.Format('{}', $.a)`. Throws JsonPathError. */
export const compileIntrinsic = (source: string): Query => {
  let rest = source;
  const fail = (problem: string): never => {
    throw new JsonPathError(`${source} is no call of an intrinsic function: ${problem}`);
  };
  const take = (pattern: RegExp): RegExpExecArray | undefined => {
    const found = pattern.exec(rest);
    if (!found) return undefined;
    rest = rest.slice(found[0].length);
    return found;
  };

  const argument = (depth: number, isTemplate: boolean): Query => {
    const quoted = take(/^\s*'((?:[^'\\]|\\[\\'{}])*)'/);
    if (quoted) {
      // A template keeps its escapes until it is filled in.
      const value = isTemplate ? quoted[1]! : quoted[1]!.replace(/\\([\\'{}])/g, "$1");
      return () => value;
    }
    const number = take(/^\s*(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)(?=\s*[,)])/);
    if (number) return () => Number(number[1]);
    const literal = take(/^\s*(true|false|null)(?=\s*[,)])/);
    if (literal) return () => literals[literal[1]!];
    if (/^\s*States\./.test(rest)) return call(depth + 1);
    const path = takePath();
    if (path === undefined) return fail(`no argument can begin with ${JSON.stringify(rest)}`);
    const compiled = compilePath(path);
    return (bindings, data) => {
      const found = compiled.find(bindings, data);
      if (found) return found.value;
      throw new Error(
        `The JsonPath argument for the field '${path}' could not be found in the input '${JSON.stringify(compiled.root(bindings, data) ?? null)}'`,
      );
    };
  };
  /** Up to the comma or parenthesis that is not within its own brackets. */
  const takePath = (): string | undefined => {
    const start = rest.trimStart();
    if (!start.startsWith("$")) return undefined;
    const [text] = /^(?:[^,()[\]]|\[(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|[^'"\]])*\]|\(\))+/.exec(start)!;
    rest = start.slice(text.length);
    return text.trim();
  };
  const call = (depth: number): Query => {
    if (depth > DEEPEST) return fail(`it has more than ${DEEPEST} calls within each other`);
    const from = rest.trimStart();
    const [, name] = take(/^\s*States\.(\w+)\(/) ?? fail(`${JSON.stringify(rest)} is no call`);
    const known = Object.hasOwn(intrinsicFunctions, name!) ? intrinsicFunctions[name!] : undefined;
    if (!known) return fail(`there is no function States.${name}`);
    const values: Query[] = [];
    if (!take(/^\s*\)/))
      do values.push(argument(depth, name === "Format" && values.length === 0));
      while (take(/^\s*,/));
    if (values.length > 0 && !take(/^\s*\)/))
      return fail(`a comma or a parenthesis is missing before ${JSON.stringify(rest)}`);
    if (values.length < known.least || values.length > known.most)
      return fail(`States.${name} does not take ${values.length} arguments`);
    const text = from.slice(0, from.length - rest.length);
    const run = known.run as (...given: unknown[]) => unknown;
    return (bindings, data) => {
      try {
        return run(...values.map((value) => value(bindings, data)));
      } catch (error) {
        // Of a call within this one.
        if (error instanceof PathError) throw error;
        throw new PathError(
          `The function '${text}' had the following error: ${(error as Error).message}`,
          "States.IntrinsicFailure",
        );
      }
    };
  };

  const compiled = call(1);
  if (rest.trim() !== "") return fail(`${JSON.stringify(rest)} is left over`);
  return compiled;
};
