import { AwsError } from "../core/aws-error.ts";

/** Reads a value; undefined when there is none. A path with a wildcard reads a list. */
export type JsonPath = (value: unknown) => unknown;

type Step = string | number | typeof ANY;
const ANY = Symbol("any");

const STEP =
  /\.(?<name>[A-Za-z0-9_\-/@: ]+)|\[(?:'(?<single>[^']*)'|"(?<double>[^"]*)"|(?<index>\d+)|(?<any>\*))\]|\.(?<star>\*)/y;

const parse = (path: string): Step[] => {
  if (!path.startsWith("$")) throw invalidPath(path);
  const steps: Step[] = [];
  STEP.lastIndex = 1;
  while (STEP.lastIndex < path.length) {
    const groups = STEP.exec(path)?.groups;
    if (!groups) throw invalidPath(path);
    if (groups.any || groups.star) steps.push(ANY);
    else if (groups.index !== undefined) steps.push(Number(groups.index));
    else steps.push((groups.name ?? groups.single ?? groups.double)!);
  }
  return steps;
};

const invalidPath = (path: string) =>
  new AwsError(
    "ValidationException",
    `JSONPath ${path} is not valid: only dots, brackets, array indices and * are supported.`,
  );

const read = (value: unknown, steps: readonly Step[], position: number): unknown => {
  const step = steps[position];
  if (step === undefined) return value;
  if (typeof value !== "object" || value === null) return undefined;
  if (step === ANY) {
    return Object.values(value)
      .map((each) => read(each, steps, position + 1))
      .filter((each) => each !== undefined);
  }
  if (Array.isArray(value) !== (typeof step === "number") || !Object.hasOwn(value, step)) return undefined;
  return read((value as Record<Step, unknown>)[step as string], steps, position + 1);
};

/**
 * Compiles the JSONPath subset of EventBridge: dots, brackets, indices, `*`. Throws `ValidationException`.
 * See https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html
 */
export const compileJsonPath = (path: string): JsonPath => {
  const steps = parse(path);
  return (value) => read(value, steps, 0);
};
