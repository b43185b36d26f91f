import { PAYLOAD_LIMIT } from "../errors.ts";
import { itemReaderFailed } from "./read-items.ts";

/** What one child execution is started with. */
export interface Batch {
  /** JSON. */
  readonly text: string;
  /** Items in it. */
  readonly size: number;
  /** Batches before it. */
  readonly index: number;
}

export interface BatchLimits {
  readonly maxItems: number;
  /** Bytes of the whole input. */
  readonly maxBytes: number;
  /** JSON of `BatchInput`; undefined without one. */
  readonly batchInput?: string;
}

const tooLarge = (bytes: number, limit: number) =>
  itemReaderFailed(
    `An item has ${bytes} bytes, which is more than the ${limit} that a child execution may be given.`,
  );

/** Each item for itself. */
export async function* singles(items: AsyncIterable<unknown>): AsyncGenerator<Batch> {
  let index = 0;
  for await (const item of items) {
    const text = JSON.stringify(item) ?? "null";
    const bytes = Buffer.byteLength(text);
    if (bytes > PAYLOAD_LIMIT) throw tooLarge(bytes, PAYLOAD_LIMIT);
    yield { text, size: 1, index: index++ };
  }
}

/**
 * Items in groups: `{ BatchInput, Items }`.
 * https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itembatcher.html
 */
export async function* batches(
  items: AsyncIterable<unknown>,
  { maxItems, maxBytes, batchInput }: BatchLimits,
): AsyncGenerator<Batch> {
  const head = batchInput === undefined ? '{"Items":[' : `{"BatchInput":${batchInput},"Items":[`;
  const frame = Buffer.byteLength(head) + 2;
  let texts: string[] = [];
  let bytes = frame;
  let index = 0;
  const taken = (): Batch => {
    const batch = { text: `${head}${texts.join(",")}]}`, size: texts.length, index: index++ };
    texts = [];
    bytes = frame;
    return batch;
  };
  for await (const item of items) {
    const text = JSON.stringify(item) ?? "null";
    const own = Buffer.byteLength(text) + (texts.length > 0 ? 1 : 0);
    if (texts.length > 0 && bytes + own > maxBytes) yield taken();
    if (frame + own > maxBytes) throw tooLarge(own, maxBytes);
    texts.push(text);
    bytes += own;
    if (texts.length >= maxItems) yield taken();
  }
  if (texts.length > 0) yield taken();
}
