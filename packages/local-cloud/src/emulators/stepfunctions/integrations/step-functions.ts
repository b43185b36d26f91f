import { StateError } from "../errors.ts";
import type { ExecutionDescription } from "../execution.ts";
import type { IntegrationSettings } from "./create-integration.ts";
import type { TaskRequest, TaskResult } from "./integration.ts";
import { inDialect, optimizedDialect } from "./service-errors.ts";
import { asJson, asText, lowerFirst, parametersOf, upperFirst } from "./values.ts";

const dialect = optimizedDialect("StepFunctions", "AWSStepFunctions", "AWSStepFunctionsException");
const milliseconds = (date: Date) => date.getTime();

/** `states:startExecution`: what StartExecution answers. */
export const startExecution =
  ({ cloud }: IntegrationSettings) =>
  async (request: TaskRequest): Promise<unknown> => {
    const { Input = {}, ...parameters } = parametersOf(request.arguments, "states:startExecution");
    const input: Record<string, unknown> = { input: asText(Input) };
    for (const [name, value] of Object.entries(parameters)) input[lowerFirst(name)] = value;
    const answer = await inDialect(
      dialect,
      (message) => cloud.warn(message),
      () => cloud.dispatch("states", "StartExecution", input, request.caller),
    );
    return asJson(answer, milliseconds, upperFirst);
  };

/** `.sync` and `.sync:2`: what DescribeExecution says at the end; the latter with input and output as JSON. */
export const executionEnd =
  ({ children }: IntegrationSettings, parsed: boolean) =>
  async (submitted: unknown, { lifetime }: TaskRequest): Promise<TaskResult> => {
    const { ExecutionArn } = submitted as { ExecutionArn: string };
    const child = children(ExecutionArn);
    const forget = lifetime.onEnd(() => child.stop());
    const { description, causes } = await lifetime.race(child.ended).finally(forget);
    const result = shown(description, parsed);
    if (description.status === "SUCCEEDED") return { result, causes };
    throw new StateError("States.TaskFailed", JSON.stringify(result));
  };

const shown = ({ input, output, ...description }: ExecutionDescription, parsed: boolean) => ({
  ...(asJson(description, milliseconds, upperFirst) as Record<string, unknown>),
  Input: parsed ? JSON.parse(input) : input,
  ...(output !== undefined && { Output: parsed ? JSON.parse(output) : output }),
});
