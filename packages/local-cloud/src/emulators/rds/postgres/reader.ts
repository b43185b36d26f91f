import type { Message } from "./messages.ts";

/** Bytes of a socket, a counted number at a time; undefined when it ends before. */
export type Take = (count: number) => Promise<Buffer | undefined>;

export const takeFrom = (socket: AsyncIterable<Buffer>): Take => {
  const chunks = socket[Symbol.asyncIterator]();
  let held: Buffer[] = [];
  let length = 0;
  return async (count) => {
    while (length < count) {
      const { value, done } = await chunks.next();
      if (done) return undefined;
      held.push(value);
      length += value.length;
    }
    const all = held.length === 1 ? held[0]! : Buffer.concat(held);
    held = [all.subarray(count)];
    length -= count;
    return all.subarray(0, count);
  };
};

/** A message may have as much; PostgreSQL's own limit is 1 GB. */
const MAX_BYTES = 256 * 1024 * 1024;

/** The next message; undefined at the end, and where what comes is no message of the protocol. */
export const readMessage = async (take: Take): Promise<Message | undefined> => {
  const head = await take(5);
  const length = (head?.readInt32BE(1) ?? 0) - 4;
  if (!head || length < 0 || length > MAX_BYTES) return undefined;
  const body = await take(length);
  return body && { type: String.fromCharCode(head[0]!), body };
};
