import type { IncomingMessage } from "node:http";
import { HttpRefusal } from "./refusal.ts";

export interface Body {
  /** Reads it when it has at most `limit` bytes, and counts it until `release`. Stops at the byte that is too many. */
  read(limit: number): Promise<Buffer>;
  release(): void;
  /** Whether all of it is read, which Node may say a moment later. */
  isRead(): boolean;
}

/** Bodies that one port holds at a time, so that many large ones together cannot take the memory. */
export interface Bodies {
  open(request: IncomingMessage): Body;
}

const tooLarge = (limit: number) =>
  new HttpRefusal(
    413,
    "TooLarge",
    `The body is larger than ${limit >= 1024 * 1024 ? `${limit / 1024 / 1024} MB` : `${limit / 1024} KB`}.`,
  );

export const createBodies = (budget: number): Bodies => {
  let held = 0;
  return {
    open(request) {
      let own = 0;
      let isRead = false;
      const hold = (chunk: Buffer, limit: number) => {
        own += chunk.length;
        held += chunk.length;
        if (own > limit) throw tooLarge(limit);
        if (held > budget)
          throw new HttpRefusal(503, "Busy", "Too many large bodies at once: send this one again later.");
      };
      const read = async (limit: number): Promise<Buffer> => {
        const length = Number(request.headers["content-length"] ?? 0);
        if (length > limit) throw tooLarge(limit);
        // A small body comes together with its head, but Node tells of it after that.
        if (!request.complete) await undefined;
        const isThere = request.complete || (length > 0 && request.readableLength === length);
        // HTTP/2 says that it is complete of one that broke off, too.
        if (isThere && request.httpVersionMajor === 1) {
          isRead = true;
          const whole = (request.read() as Buffer | null) ?? Buffer.alloc(0);
          hold(whole, limit);
          return whole;
        }
        const chunks: Buffer[] = [];
        // To leave the loop must not end the connection: its sender is still to be answered.
        const arriving = request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;
        for await (const chunk of arriving) {
          hold(chunk, limit);
          chunks.push(chunk);
        }
        isRead = true;
        return Buffer.concat(chunks);
      };
      const release = () => {
        held -= own;
        own = 0;
      };
      return { read, release, isRead: () => isRead };
    },
  };
};
