import type { BusEvent } from "./samples.ts";
import { type Shape, text } from "./shape.ts";
import type { Known, System } from "./system.ts";
import { readPath, templateShape } from "./template-shape.ts";

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

/** What the target gets, by what is known of the event. */
export const inputShape = (
  { input, inputPath, inputTransformer }: System["targets"][number],
  event: Shape,
): Shape => {
  if (input !== undefined) return text;
  if (inputPath !== undefined) return readPath(event, inputPath);
  if (!inputTransformer) return event;
  const paths = inputTransformer.inputPaths ?? {};
  const made = templateShape(inputTransformer.inputTemplate, /<([\w.\-/$@]+)>/g, (name) =>
    paths[name] === undefined ? text : readPath(event, paths[name]),
  );
  return made ?? text;
};
