import type { Context } from "aws-lambda";
import type * as z from "zod";
import { correlationOf } from "./correlation.ts";
import { parse } from "./parse.ts";
import { inSpan } from "./span.ts";
import { createTelemetry, type Telemetry } from "./telemetry.ts";

/**
 * A task of a state machine. Errors leave it by their `name`, which `Retry` and `Catch` match; a task may run twice,
 * so the use case has to give the same answer to the same input.
 */
export const taskHandler = <Schema extends z.ZodType, Output>(options: {
  name: string;
  input: Schema;
  /** `remainingMs` is the time until Lambda ends the invocation. */
  run: (input: z.infer<Schema>, telemetry: Telemetry, remainingMs: () => number) => Promise<Output>;
}) => {
  const telemetry = createTelemetry(options.name);
  return async function handleTask(event: unknown, context: Context): Promise<Output> {
    telemetry.begin(context);
    const correlation = correlationOf(event);
    const unit = telemetry.of(correlation, event);
    try {
      const input = parse(options.input, event, `${options.name} cannot read its input`);
      const output = await inSpan(options.name, correlation.traceparent, () =>
        options.run(input, unit, () => context.getRemainingTimeInMillis()),
      );
      unit.logger.info(`${options.name} done`);
      return output;
    } catch (error) {
      unit.logger.error(`${options.name} failed`, { error });
      throw telemetry.redacted(error);
    } finally {
      telemetry.flush();
    }
  };
};
