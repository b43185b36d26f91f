import type { IncomingMessage } from "node:http";
import { HttpRefusal } from "./refusal.ts";

/** Bodies that one port holds at a time, so that many large ones together cannot take the memory. */
export interface Bodies {
  /** Reads one of at most `limit` bytes, and counts it until `release`. Stops reading at the byte that is too many. */
  open(request: IncomingMessage): { read(limit: number): Promise<Buffer>; release(): void };
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
        // A small body comes together with its head; Node tells of it a little later, and of its end later still.
        if (!request.complete) await undefined;
        const { httpVersionMajor, readableLength } = request;
        if (httpVersionMajor === 1 && length > 0 && readableLength === length) request.complete = true;
        // HTTP/2 says that it is complete of one that broke off, too.
        if (request.complete && httpVersionMajor === 1) {
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
        return Buffer.concat(chunks);
      };
      const release = () => {
        held -= own;
        own = 0;
      };
      return { read, release };
    },
  };
};
