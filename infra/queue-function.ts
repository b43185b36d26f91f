import { scalingOf } from "./capacity.ts";
import { createFunction } from "./function.ts";

export interface QueueFunctionOptions
  extends Pick<sst.aws.FunctionArgs, "concurrency" | "link" | "nodejs" | "permissions"> {
  /** Seconds the function may take for a batch. */
  timeoutSeconds: number;
  /** Messages the function gets at once: 10 unless stated. */
  batchSize?: number;
  /** Invocations at the same time, 2 at least. */
  maximumConcurrency: number;
}

/**
 * Invokes a function with batches of a queue's messages; it reports those that failed, and they alone come again. It has
 * the name of its handler: `PlaceOrder` of `services/orders/src/handlers/place-order.queue.handler`.
 */
export const subscribeFunction = (
  queue: sst.aws.Queue,
  handler: string,
  { timeoutSeconds, batchSize = 10, maximumConcurrency, permissions, ...options }: QueueFunctionOptions,
) => {
  const name = nameOf(handler);
  const consumer = createFunction(name, {
    ...options,
    reportsMessages: true,
    handler,
    timeout: `${timeoutSeconds} seconds`,
    permissions: $output(permissions).apply((own) => [
      ...(own ?? []),
      // https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
      {
        actions: ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"],
        resources: [queue.arn],
      },
    ]),
  });
  new aws.lambda.EventSourceMapping(`${name}Mapping`, {
    functionName: consumer.arn,
    eventSourceArn: queue.arn,
    batchSize,
    ...scalingOf(name, maximumConcurrency),
    functionResponseTypes: ["ReportBatchItemFailures"],
  });
  return consumer;
};

/** `AuthorizePayment` of `Payments` is the handler of `services/payments/src/handlers/authorize-payment.queue.ts`. */
export const handlerOf = (service: string, consumer: string) =>
  `services/${kebabCase(service)}/src/handlers/${kebabCase(consumer)}.queue.handler`;

const kebabCase = (name: string) => name.replace(/(?<=.)[A-Z]/g, "-$&").toLowerCase();

const nameOf = (handler: string) =>
  handler
    .slice(handler.lastIndexOf("/") + 1, -".queue.handler".length)
    .replace(/(?:^|-)(.)/g, (_, letter: string) => letter.toUpperCase());
