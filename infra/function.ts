import type { Grant } from "./role.ts";

/** The alias that everything invokes a function by, and starts a state machine by. */
const live = "live";

/**
 * A Lambda function with published versions, and the alias `live`, by which everything invokes it: `arn` is the alias's.
 * Nothing invokes `$LATEST`, so that a deployment can hand over to a new version bit by bit, and take it back.
 */
export const lambdaFunction = (name: string, args: Omit<sst.aws.FunctionArgs, "versioning">) => {
  const fn = new sst.aws.Function(name, { ...args, versioning: true });
  const alias = new aws.lambda.Alias(`${name}Live`, {
    name: live,
    functionName: fn.name,
    functionVersion: fn.nodes.function.version,
  });
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

export type LiveFunction = ReturnType<typeof lambdaFunction>;
