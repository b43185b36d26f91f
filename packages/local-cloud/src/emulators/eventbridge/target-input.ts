import { AwsError } from "../../core/aws-error.ts";
import {
  compileInputTransformer,
  compileJsonPath,
  type Rendered,
  type RuleContext,
} from "../../templates/index.ts";
import type { Target } from "./inputs.ts";

/** What a target gets of an event. */
export interface TargetInput {
  /** Why nothing it gives can be delivered. */
  readonly problem?: string;
  render(context: RuleContext): Rendered;
}

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

/** Compiles `Input`, `InputPath` or `InputTransformer`; throws `ValidationException`. */
export const compileTargetInput = ({ Id, Input, InputPath, InputTransformer }: Target): TargetInput => {
  if ([Input, InputPath, InputTransformer].filter((each) => each !== undefined).length > 1) {
    throw new AwsError(
      "ValidationException",
      `Only one of Input, InputPath, or InputTransformer must be provided for target ${Id}.`,
    );
  }
  if (Input !== undefined) {
    if (!isJson(Input))
      throw new AwsError("ValidationException", `JSON syntax error in input for target ${Id}.`);
    return { render: () => ({ text: Input }) };
  }
  if (InputPath !== undefined) {
    const read = compileJsonPath(InputPath);
    return {
      render: ({ event }) => {
        const text = JSON.stringify(read(event)) as string | undefined;
        return text === undefined ? { text: "", problem: `InputPath ${InputPath} finds nothing.` } : { text };
      },
    };
  }
  if (InputTransformer) {
    const { InputPathsMap, InputTemplate } = InputTransformer;
    return compileInputTransformer({ inputTemplate: InputTemplate, inputPaths: InputPathsMap }, Id);
  }
  return { render: (context) => ({ text: context.json() }) };
};
