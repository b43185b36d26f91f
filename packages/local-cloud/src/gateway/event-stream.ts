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
  const body = Buffer.from(payload);
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

/** An event as an operation yields it: one member, named after the event or after an exception. */
const toMessage = (event: unknown): Buffer => {
  const [name = "", value] = Object.entries(isRecord(event) ? event : {})[0] ?? [];
  return name.endsWith("Exception")
    ? eventStreamMessage(
        { ":exception-type": name, ...contentType, ":message-type": "exception" },
        toJson({ message: text((value as Error).message) }),
      )
    : eventMessage(name, value);
};

/** One whose only member is bytes has them as they are. */
const eventMessage = (name: string, value: unknown): Buffer => {
  const { Payload: bytes } = isRecord(value) ? value : {};
  const isBytes = bytes instanceof Uint8Array;
  const type = isBytes ? { ":content-type": "application/octet-stream" } : contentType;
  return eventStreamMessage(
    { ":event-type": name, ...type, ":message-type": "event" },
    isBytes ? bytes : toJson(value),
  );
};

/** Answers with events as they come, until there are no more or the client goes away. */
export const answerEvents = async (
  response: ServerResponse,
  events: AsyncIterable<unknown>,
): Promise<void> => {
  const iterator = events[Symbol.asyncIterator]();
  const gone = new Promise<void>((resolve) => void response.once("close", resolve));
  response.once("close", () => void iterator.return?.());
  response.once("error", () => undefined);
  response.writeHead(200, { "content-type": "application/vnd.amazon.eventstream" });
  const initial = { ":event-type": "initial-response", ...contentType, ":message-type": "event" };
  response.write(eventStreamMessage(initial, "{}"));
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
