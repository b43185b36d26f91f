import { serviceRole } from "../role.ts";
import type { Target } from "./target.ts";

/** An HTTP endpoint, called with `template`, which may name the `paths` as `<name>`. The rule has the consumer's name. */
export const toApiDestination = (options: {
  destinationArn: $util.Input<string>;
  paths: Record<string, string>;
  template: string;
}): Target => ({
  connect: ({ rule }) => {
    const role = serviceRole(rule, "events.amazonaws.com", [
      { actions: ["events:InvokeApiDestination"], resources: [options.destinationArn] },
    ]);
    return {
      arn: options.destinationArn,
      roleArn: role.arn,
      inputTransformer: { inputPaths: options.paths, inputTemplate: options.template },
    };
  },
});
