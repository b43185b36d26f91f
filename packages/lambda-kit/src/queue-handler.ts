import type * as z from "zod";
import { batchHandler } from "./batch.ts";
import { parse, parseJson } from "./parse.ts";
import type { Telemetry } from "./telemetry.ts";

/** A function behind a queue whose messages have one contract. */
export const queueHandler = <Schema extends z.ZodType>(options: {
  name: string;
  message: Schema;
  run: (message: z.infer<Schema>, telemetry: Telemetry) => Promise<unknown>;
}) => {
  const subject = `${options.name} cannot read a message`;
  return batchHandler({
    name: options.name,
    read: ({ body }) => parse(options.message, parseJson(body, subject), subject),
    run: options.run,
  });
};
