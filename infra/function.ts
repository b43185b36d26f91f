import { alarm } from "./alarm.ts";
import { memoryOf, warmMornings } from "./capacity.ts";
import { live } from "./names.ts";
import { askedOf } from "./queries.ts";
import type { Grant } from "./role.ts";
import { shiftFunction, shifting } from "./shifting.ts";

interface FunctionOptions extends Omit<sst.aws.FunctionArgs, "versioning" | "memory"> {
  /** Whether it reports what failed message by message, which Lambda does not count as an error of the function. */
  reportsMessages?: boolean;
}

/**
 * A Lambda function with published versions, its alarms, and the alias `live`, by which everything invokes it: `arn` is
 * the alias's. Nothing invokes `$LATEST`, so that a deployment can hand over to a new version bit by bit, and take it
 * back. Its memory is in infra/memory.json.
 */
export const createFunction = (name: string, { reportsMessages, ...args }: FunctionOptions) => {
  const fn = new sst.aws.Function(name, { ...args, memory: memoryOf(name), versioning: true });
  // What Lambda does unless told otherwise, said here so that nobody's click in the console is the last word.
  new aws.lambda.FunctionRecursionConfig(`${name}Recursion`, {
    functionName: fn.name,
    recursiveLoop: "Terminate",
  });
  const alias = new aws.lambda.Alias(
    `${name}Live`,
    { name: live, functionName: fn.name, functionVersion: fn.nodes.function.version },
    // There, tools/shift.ts moves it.
    shifting() ? { ignoreChanges: ["functionVersion", "routingConfig"] } : {},
  );
  warmMornings(name, fn.name, alias);
  functionAlarms(name, fn, args);
  askedOf(fn);
  if (shifting()) shiftFunction(name, fn.name, versionAlarms(name, fn.name, reportsMessages));
  const invoking: Grant = { actions: ["lambda:InvokeFunction"], resources: [alias.arn] };
  return {
    fn,
    alias,
    /** For the dimensions of metrics. */
    name: fn.name,
    /** What invokes it: the function's ARN with `live`. */
    arn: alias.arn,
    /** For whoever invokes it. */
    invoking,
  };
};

export type LiveFunction = ReturnType<typeof createFunction>;

/** What a person is told about a function. */
const functionAlarms = (
  name: string,
  { name: FunctionName, nodes }: sst.aws.Function,
  { concurrency }: Pick<sst.aws.FunctionArgs, "concurrency">,
) => {
  const dimensions = { FunctionName };
  alarm("function-errors", name, { dimensions });
  alarm("function-throttles", name, { dimensions });
  alarm("function-duration", name, {
    dimensions,
    threshold: nodes.function.timeout.apply((seconds) => Math.round((seconds ?? 3) * 1000 * 0.8)),
  });
  if (concurrency && "reserved" in concurrency)
    alarm("function-concurrency", name, {
      dimensions,
      threshold: $output(concurrency.reserved).apply((reserved) => (reserved ?? 0) * 0.8),
    });
};

/** What sends a new version back. */
const versionAlarms = (name: string, FunctionName: $util.Output<string>, reportsMessages = false) =>
  [
    alarm("version-errors", name, {
      dimensions: { FunctionName, Resource: $interpolate`${FunctionName}:${live}` },
    }),
    reportsMessages && alarm("version-messages", name, { dimensions: { service: name } }),
  ].flatMap((made) => (made ? [made.name] : []));

/** Of a function that is invoked by somebody who does not wait for its answer. */
export const asyncAlarms = (name: string, fn: LiveFunction) =>
  alarm("async-events-dropped", name, { dimensions: { FunctionName: fn.name } });
