import type { ServerResponse } from "node:http";
import { crc32 } from "node:zlib";
import { isRecord, text } from "../core/values.ts";
import { toJson } from "./to-json.ts";

const PRELUDE_BYTES = 12;
const CHECKSUM_BYTES = 4;
const TEXT_HEADER = 7;

const header = (name: string, value: string): Buffer => {
  const head = Buffer.from([name.length, ...Buffer.from(name), TEXT_HEADER, 0, 0]);
  const bytes = Buffer.from(value);
  head.writeUInt16BE(bytes.length, head.length - 2);
  return Buffer.concat([head, bytes]);
};

/**
 * One message of an event stream.
 * https://smithy.io/2.0/aws/amazon-eventstream.html
 */
export const eventStreamMessage = (
  headers: Readonly<Record<string, string>>,
  payload: string | Uint8Array,
): Buffer => {
  const head = Buffer.concat(Object.entries(headers).map(([name, value]) => header(name, value)));
  const body = typeof payload === "string" ? Buffer.from(payload) : payload;
  const prelude = Buffer.alloc(PRELUDE_BYTES);
  prelude.writeUInt32BE(PRELUDE_BYTES + head.length + body.length + CHECKSUM_BYTES, 0);
  prelude.writeUInt32BE(head.length, 4);
  prelude.writeUInt32BE(crc32(prelude.subarray(0, 8)), 8);
  const whole = Buffer.concat([prelude, head, body]);
  const checksum = Buffer.alloc(CHECKSUM_BYTES);
  checksum.writeUInt32BE(crc32(whole));
  return Buffer.concat([whole, checksum]);
};

const contentType = { ":content-type": "application/json" };
const binary = { ":content-type": "application/octet-stream", ":message-type": "event" };

/** Bytes that are all an event has are its payload as they are. */
const bytesOf = (event: unknown): Uint8Array | undefined => {
  const [only, ...others] = Object.values(isRecord(event) ? event : {});
  return only instanceof Uint8Array && others.length === 0 ? only : undefined;
};

/** An event as an operation yields it: one member, named after the event or after an exception. */
const toMessage = (event: unknown): Buffer => {
  const [name = "", value] = Object.entries(isRecord(event) ? event : {})[0] ?? [];
  const bytes = bytesOf(value);
  if (bytes) return eventStreamMessage({ ":event-type": name, ...binary }, bytes);
  return name.endsWith("Exception")
    ? eventStreamMessage(
        { ":exception-type": name, ...contentType, ":message-type": "exception" },
        toJson({ message: text((value as Error).message) }),
      )
    : eventStreamMessage({ ":event-type": name, ...contentType, ":message-type": "event" }, toJson(value));
};

/** Answers with events as they come, until there are no more or the client goes away. */
export const answerEvents = async (
  response: ServerResponse,
  events: AsyncIterable<unknown>,
  { headers = {}, hasInitial }: { headers?: Record<string, string>; hasInitial: boolean },
): Promise<void> => {
  const iterator = events[Symbol.asyncIterator]();
  const gone = new Promise<void>((resolve) => void response.once("close", resolve));
  response.once("close", () => void iterator.return?.());
  response.once("error", () => undefined);
  response.writeHead(200, { ...headers, "content-type": "application/vnd.amazon.eventstream" });
  const initial = { ":event-type": "initial-response", ...contentType, ":message-type": "event" };
  if (hasInitial) response.write(eventStreamMessage(initial, "{}"));
  for (let next = await iterator.next(); !next.done; next = await iterator.next()) {
    const isFull = !response.write(toMessage(next.value));
    if (isFull) {
      const drained = new Promise<void>((resolve) => void response.once("drain", resolve));
      await Promise.race([drained, gone]);
    }
    if (response.destroyed || response.writableEnded) return;
  }
  response.end();
};
