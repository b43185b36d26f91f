import type { ServerResponse } from "node:http";
import type { ConsoleStream } from "../api.ts";

/** A page that follows what happens. */
export interface Follower {
  /** The trace it shows, when it shows one. */
  readonly trace?: string;
  send<Event extends keyof ConsoleStream>(event: Event, data: ConsoleStream[Event]): void;
}

/** Pages that follow, over server-sent events. */
export interface Stream {
  readonly followers: ReadonlySet<Follower>;
  send<Event extends keyof ConsoleStream>(event: Event, data: ConsoleStream[Event]): void;
  open(response: ServerResponse, trace: string | undefined): Follower;
  close(): void;
}

/** A page that does not read (a hidden tab) is skipped, not waited for. */
const UNREAD_BYTES = 512 * 1024;
const KEEP_ALIVE_MS = 15_000;

const framed = (event: string, data: unknown) => `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;

export const createStream = (): Stream => {
  const followers = new Map<Follower, ServerResponse>();
  let keepAlive: NodeJS.Timeout | undefined;

  const write = (response: ServerResponse, frame: string) => {
    if (response.writableLength < UNREAD_BYTES) response.write(frame);
  };

  return {
    get followers() {
      return new Set(followers.keys());
    },
    send(event, data) {
      if (followers.size === 0) return;
      const frame = framed(event, data);
      for (const response of followers.values()) write(response, frame);
    },
    open(response, trace) {
      response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
      const follower: Follower = {
        trace,
        send: (event, data) => write(response, framed(event, data)),
      };
      followers.set(follower, response);
      response.once("close", () => {
        followers.delete(follower);
        if (followers.size > 0) return;
        clearInterval(keepAlive);
        keepAlive = undefined;
      });
      keepAlive ??= setInterval(() => {
        for (const each of followers.values()) write(each, ":\n\n");
      }, KEEP_ALIVE_MS).unref();
      return follower;
    },
    close() {
      clearInterval(keepAlive);
      for (const response of followers.values()) response.end();
    },
  };
};
