import type { Caller, Cloud } from "../../../core/cloud.ts";
import { readHttpAnswer, StreamFailure } from "../../lambda/streaming/http-answer.ts";
import type { ClientResponse, Exchange } from "../exchange.ts";
import { GatewayError, internalError } from "../gateway-error.ts";
import { proxyEvent } from "./lambda.ts";

/**
 * An `AWS_PROXY` integration with the transfer mode `STREAM`: the function writes metadata, eight NUL bytes and the body,
 * which goes on as it comes. The integration's time is that of the whole answer.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/response-transfer-mode-lambda.html
 */
export const streamFromFunction = async (
  cloud: Cloud,
  functionName: string,
  exchange: Exchange,
  resourcePath: string,
  { caller, milliseconds }: { caller: Caller; milliseconds: number },
): Promise<ClientResponse> => {
  const late = Promise.withResolvers<never>();
  late.promise.catch(() => {});
  const cancel = cloud.clock.schedule(milliseconds, () =>
    late.reject(new GatewayError("INTEGRATION_TIMEOUT", "Endpoint request timed out")),
  );
  const beforeThat = <Value>(work: Promise<Value>) => Promise.race([work, late.promise]);

  const begin = async () => {
    const Payload = JSON.stringify(proxyEvent(exchange, resourcePath));
    const input = { FunctionName: functionName, Payload: Payload as never };
    const { EventStream, ResponseStreamContentType = "" } = await cloud.call(
      "lambda",
      "InvokeWithResponseStream",
      input,
      caller,
    );
    const invocation = { contentType: ResponseStreamContentType, events: EventStream! };
    return readHttpAnswer(invocation, { needsMetadata: true });
  };

  const beginning = begin();
  try {
    const { status, headers, pieces } = await beforeThat(beginning);
    const over = async () => {
      cancel();
      void pieces.return?.();
      return { done: true as const, value: undefined };
    };
    return {
      status,
      headers,
      body: "",
      pieces: {
        async next() {
          try {
            const next = await beforeThat(pieces.next());
            return next.done ? over() : next;
          } catch (error) {
            await over();
            throw error;
          }
        },
        return: over,
      },
    };
  } catch (error) {
    cancel();
    // Nobody waits for the answer of one that is late, but the function goes on.
    beginning.then(({ pieces }) => pieces.return?.()).catch(() => {});
    throw error instanceof StreamFailure ? internalError(error, 502) : error;
  }
};
