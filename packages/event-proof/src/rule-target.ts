import type { BusEvent } from "./samples.ts";
import type { Known, System } from "./system.ts";

/** The target as `PutTargets` takes it. */
export const targetInput = ({
  resource,
  arn,
  input,
  inputPath,
  inputTransformer,
}: Known<System["targets"][number]>) => ({
  Id: resource.name,
  Arn: arn,
  ...(input !== undefined && { Input: input }),
  ...(inputPath !== undefined && { InputPath: inputPath }),
  ...(inputTransformer && {
    InputTransformer: {
      InputTemplate: inputTransformer.inputTemplate,
      ...(inputTransformer.inputPaths && { InputPathsMap: inputTransformer.inputPaths }),
    },
  }),
});

/** What a transformer may name. */
export const contextOf = (event: BusEvent, { resource, name }: System["rules"][number]) => ({
  event,
  json: () => JSON.stringify(event),
  ingestionTime: "2026-11-23T07:30:00Z",
  ruleArn: String(resource.outputs.arn),
  ruleName: name,
});
