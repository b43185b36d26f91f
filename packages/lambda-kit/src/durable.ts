import { type DurableContext, withDurableExecution } from "@aws/durable-execution-sdk-js";
import type { Context } from "aws-lambda";
import type * as z from "zod";
import { correlationOf } from "./correlation.ts";
import { parse } from "./parse.ts";
import { createTelemetry, type Telemetry } from "./telemetry.ts";

/** The context of a durable execution, whose logger is that of the telemetry. */
export type Durable = DurableContext<Telemetry["logger"]>;

/**
 * A durable function: `run` is replayed from the top whenever the execution goes on, so whatever has an effect or may
 * differ (a call, the time, an id) stands in a step. The telemetry's logger is silent while it is replayed; its counter
 * is not, and belongs into steps. An error that leaves `run` ends the execution as failed, under its `name`.
 */
export const durableHandler = <Schema extends z.ZodType, Output>(options: {
  name: string;
  input: Schema;
  run: (input: z.infer<Schema>, durable: Durable, telemetry: Telemetry) => Promise<Output>;
}) => {
  const telemetry = createTelemetry(options.name);
  const execution = withDurableExecution<unknown, Output, Telemetry["logger"]>(async (event, durable) => {
    const { logger, ...numbers } = telemetry.of(
      { ...correlationOf(event), execution: durable.executionContext.durableExecutionArn },
      event,
    );
    durable.configureLogger({ customLogger: logger });
    try {
      const input = parse(options.input, event, `${options.name} cannot read its input`);
      const output = await options.run(input, durable, { logger: durable.logger, ...numbers });
      durable.logger.info(`${options.name} done`);
      return output;
    } catch (error) {
      durable.logger.error(`${options.name} failed`, { error });
      throw telemetry.redacted(error);
    }
  });
  // Outside: a handler that waits never returns, and its invocation ends all the same.
  return async function handleDurable(event: Parameters<typeof execution>[0], context: Context) {
    try {
      return await execution(event, context);
    } finally {
      telemetry.flush();
    }
  };
};
