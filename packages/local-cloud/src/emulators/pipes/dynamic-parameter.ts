import { z } from "zod";
import { compileJsonPath, withParsedBody } from "../../templates/index.ts";

/** A parameter of the target that one event gives no value for. */
export class UnusableParameter extends Error {
  override readonly name = "UnusableParameter";
  readonly code = "INVALID_PARAMETER";
}

type Parameter = (event: unknown) => string;

/**
 * A parameter that may be a path into the event as it came from the source; undefined when there is none.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-pipes-event-target.html
 */
export function dynamic(name: string, parameter: string): Parameter;
export function dynamic(name: string, parameter: string | undefined): Parameter | undefined;
export function dynamic(name: string, parameter: string | undefined): Parameter | undefined {
  if (parameter === undefined) return undefined;
  if (!parameter.startsWith("$.")) return () => parameter;
  const read = compileJsonPath(parameter);
  return (event) => {
    const value = read(withParsedBody(event));
    if (value === undefined || value === null || value === "")
      throw new UnusableParameter(
        `${name} is ${parameter}, which finds nothing in the event: filter such events out, or give another path.`,
      );
    return typeof value === "string" ? value : JSON.stringify(value);
  };
}

const timestamp = z.iso.datetime({ offset: true }).transform((text) => new Date(text));

// https://docs.aws.amazon.com/eventbridge/latest/pipes-reference/API_PipeTargetEventBridgeEventBusParameters.html
export const dateIn = (name: string, text: string): Date => {
  const { data } = timestamp.safeParse(text);
  if (data) return data;
  throw new UnusableParameter(`${name} is "${text}", which is no time as RFC 3339 writes it.`);
};
