import { alarm } from "./alarm.ts";

/** A function, and its alarms. */
export const createFunction = (name: string, args: sst.aws.FunctionArgs) => {
  const made = new sst.aws.Function(name, args);
  functionAlarms(name, made, args);
  return made;
};

/** What a person is told about a function; `concurrency` is what it was made with. */
export const functionAlarms = (
  name: string,
  made: $util.Input<sst.aws.Function>,
  { concurrency }: Pick<sst.aws.FunctionArgs, "concurrency"> = {},
) => {
  const fn = $output(made).apply(({ nodes }) => nodes.function);
  const dimensions = { FunctionName: fn.name };
  alarm("function-errors", name, { dimensions });
  alarm("function-throttles", name, { dimensions });
  alarm("function-duration", name, {
    dimensions,
    threshold: fn.timeout.apply((seconds) => Math.round((seconds ?? 3) * 1000 * 0.8)),
  });
  if (concurrency && "reserved" in concurrency)
    alarm("function-concurrency", name, {
      dimensions,
      threshold: $output(concurrency.reserved).apply((reserved) => (reserved ?? 0) * 0.8),
    });
};

/** Of a function that is invoked by somebody who does not wait for its answer. */
export const asyncAlarms = (name: string, fn: sst.aws.Function) =>
  alarm("async-events-dropped", name, { dimensions: { FunctionName: fn.name } });

/** `PlaceOrder`, of `services/orders/src/handlers/place-order.queue.handler`. */
export const nameOf = (handler: string) =>
  handler.replace(/^.*\/|\..*$/g, "").replace(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase());
