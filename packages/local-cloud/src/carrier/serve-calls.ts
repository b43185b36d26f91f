import type { IncomingMessage, ServerResponse } from "node:http";
import { LOOPBACK } from "../http/hosts.ts";
import { Answer } from "./answer.ts";
import { Incoming } from "./incoming.ts";
import { FromThread } from "./protocol.ts";

interface Call {
  readonly request: Incoming;
  readonly answer: Answer;
}

export interface CallsOptions {
  /** Answers a request, whatever happens. */
  answer(request: IncomingMessage, response: ServerResponse): void;
  warn(message: string): void;
}

/** One end of a channel: a `MessagePort`, or what simulates one. */
export interface CallsPort {
  postMessage(message: object, transfer?: ArrayBuffer[]): void;
  on(event: "message", listener: (message: unknown) => void): unknown;
  on(event: "close", listener: () => void): unknown;
}

/** In place of a socket: nothing of it is open, so nothing of it can be left open. */
const SENDER = { remoteAddress: LOOPBACK, setTimeout() {}, destroy() {} };

/** Answers the requests that whoever has the other end of the channel sends as messages, until that is closed. */
export const serveCalls = (port: CallsPort, { answer, warn }: CallsOptions): void => {
  const calls = new Map<number, Call>();

  const begin = (message: Extract<FromThread, { type: "request" }>) => {
    const { id, method, path, headers, chunk, last } = message;
    const request = new Incoming(SENDER, headers, (type) => port.postMessage({ type, id }));
    Object.assign(request, { method, url: path });
    const response = new Answer(request, (part, transfer) => port.postMessage({ ...part, id }, transfer));
    response.once("close", () => {
      calls.delete(id);
      if (!response.writableFinished) port.postMessage({ type: "cut", id });
      request.destroy();
    });
    calls.set(id, { request, answer: response });
    request.arrive(chunk, last);
    answer(request, response as unknown as ServerResponse);
  };

  port.on("message", (given: unknown) => {
    const { data: message, error } = FromThread.safeParse(given);
    if (!message) return warn(`A function posted what is no call: ${error.issues[0]?.message}`);
    const call = calls.get(message.id);
    switch (message.type) {
      case "request":
        // The number of one that is open is not from the code that counts them.
        return call ? warn(`A function posted call ${message.id} twice.`) : begin(message);
      case "chunk":
        return call?.request.arrive(message.chunk, message.last);
      case "more":
        return call?.answer.more();
      case "cut":
        call?.answer.destroy();
    }
  });
  port.on("close", () => {
    for (const { answer: open } of calls.values()) open.destroy();
  });
};
