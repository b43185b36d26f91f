import type { IncomingMessage, RequestOptions } from "node:http";
import { text } from "node:stream/consumers";
import { MessageChannel } from "node:worker_threads";
import { CallRequest } from "../emulators/lambda/worker/thread/call-request.ts";
import { createCalls } from "../emulators/lambda/worker/thread/calls.ts";
import { type Exchange, listen } from "../http/listen.ts";
import { serveCalls } from "./serve-calls.ts";

/** Both ends of a carrier, with what a port of the local cloud does with what comes. */
export const startCarrier = async (handle: (exchange: Exchange) => unknown) => {
  const warnings: string[] = [];
  const warn = (message: string) => void warnings.push(message);
  const listener = await listen({ name: "The port", port: 0, guard: () => undefined, warn, handle });
  const { port1, port2: port } = new MessageChannel();
  serveCalls(port1, { answer: listener.answer, warn });
  const calls = createCalls(port);
  const open = (options: RequestOptions = {}) =>
    new CallRequest(calls, new URL(listener.url), { host: "127.0.0.1", port: listener.port, ...options });
  return {
    warnings,
    /** The thread's end. */
    port,
    open,
    /** Sends a request with all of its body, and reads all of the answer. */
    send: async (options: RequestOptions, body?: string | Buffer) => {
      const answer = await answerTo(open(options), body);
      return { answer, text: await text(answer) };
    },
    stop: async () => {
      port.close();
      await listener.close();
    },
  };
};

export const answerTo = (call: CallRequest, body?: string | Buffer): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    call.once("response", resolve).once("error", reject);
    call.end(...(body === undefined ? [] : [body]));
  });

export type Carrier = Awaited<ReturnType<typeof startCarrier>>;
