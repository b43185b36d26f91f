import { functionAlarms, nameOf } from "./function.ts";

export interface QueueFunctionOptions
  extends Pick<sst.aws.FunctionArgs, "concurrency" | "link" | "nodejs" | "permissions"> {
  /** Seconds the function may take for a batch. */
  timeoutSeconds: number;
  /** Messages the function gets at once: 10 unless stated. */
  batchSize?: number;
  /** Invocations at the same time, 2 at least. */
  maximumConcurrency: number;
}

/** Invokes a function with batches of a queue's messages; it reports those that failed, and they alone come again. */
export const subscribeFunction = (
  queue: sst.aws.Queue,
  handler: string,
  { timeoutSeconds, batchSize = 10, maximumConcurrency, ...options }: QueueFunctionOptions,
) => {
  const subscriber = queue.subscribe(
    { ...options, handler, timeout: `${timeoutSeconds} seconds` },
    {
      batch: { size: batchSize, partialResponses: true },
      transform: {
        eventSourceMapping: (args) => {
          args.scalingConfig = { maximumConcurrency };
        },
      },
    },
  );
  functionAlarms(
    nameOf(handler),
    subscriber.apply(({ nodes }) => nodes.function),
    options,
  );
  return subscriber;
};

/** `AuthorizePayment` of `Payments` is the handler of `services/payments/src/handlers/authorize-payment.queue.ts`. */
export const handlerOf = (service: string, consumer: string) =>
  `services/${kebabCase(service)}/src/handlers/${kebabCase(consumer)}.queue.handler`;

const kebabCase = (name: string) => name.replace(/(?<=.)[A-Z]/g, "-$&").toLowerCase();
