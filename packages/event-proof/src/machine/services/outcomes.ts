import type { DryCall, DryOutcome } from "sourdough-local/models";

/** The value of a JSON text, and of any other value itself. */
export const parseJson = (text: unknown): unknown => {
  try {
    return typeof text === "string" ? JSON.parse(text) : text;
  } catch {
    return undefined;
  }
};

export const answers = (output: unknown): DryOutcome => ({ answer: { output } });
export const fails = (error: string, cause: string): DryOutcome => ({ answer: { error, cause } });

/** Each error that the state's catchers name, but those that come about otherwise. */
export const errors = ({ service, operation, caught, waits }: DryCall, ...special: string[]): DryOutcome[] =>
  caught
    .filter((name) => !special.includes(name))
    .map((name) => {
      // Nothing comes back until time is up.
      if (name === "States.Timeout") return waits ? answers({ FailedEntryCount: 0 }) : {};
      if (service === "lambda" && operation === "Invoke")
        return answers(thrownBy(name === "States.ALL" ? "Error" : name));
      return fails(name === "States.ALL" ? "States.TaskFailed" : name, "It did not work.");
    });

/** What a handler's error looks like: https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html */
const thrownBy = (errorType: string) => ({
  StatusCode: 200,
  FunctionError: "Unhandled",
  Payload: JSON.stringify({ errorType, errorMessage: "It did not work." }),
});
