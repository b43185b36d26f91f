/**
 * Messages of PostgreSQL's protocol, version 3: a letter, the length of what follows with its own four bytes, a body.
 * https://www.postgresql.org/docs/current/protocol-message-formats.html
 */
export interface Message {
  readonly type: string;
  readonly body: Buffer;
}

export const int32 = (value: number): Buffer => {
  const bytes = Buffer.allocUnsafe(4);
  bytes.writeInt32BE(value);
  return bytes;
};

export const int16 = (value: number): Buffer => {
  const bytes = Buffer.allocUnsafe(2);
  bytes.writeInt16BE(value);
  return bytes;
};

/** Text with the zero byte that ends it. */
export const zeroEnded = (text: string): Buffer => Buffer.from(`${text}\0`);

export const message = (type: string, ...parts: readonly Buffer[]): Buffer => {
  const body = Buffer.concat(parts);
  return Buffer.concat([Buffer.from(type), int32(body.length + 4), body]);
};

/** Takes bytes apart that hold whole messages. */
export function* messagesIn(bytes: Buffer): Generator<Message> {
  for (let at = 0; at + 5 <= bytes.length; ) {
    const end = at + 1 + bytes.readInt32BE(at + 1);
    yield { type: String.fromCharCode(bytes[at]!), body: bytes.subarray(at + 5, end) };
    at = end;
  }
}

/** Texts that end with zero bytes, up to an empty one. */
export const textsIn = (body: Buffer): string[] => {
  const texts = body.toString("utf8").split("\0");
  return texts.slice(0, texts.indexOf(""));
};

export const readyForQuery = message("Z", Buffer.from("I"));

/** Whether a transaction is open after what the server answered, as its last message says: `I`, `T`, `E`. */
export const statusIn = (answer: Buffer): string | undefined =>
  answer.length >= 6 && answer.readUInt32BE(answer.length - 5) === 5 && answer.at(-6) === 0x5a
    ? String.fromCharCode(answer.at(-1)!)
    : undefined;
