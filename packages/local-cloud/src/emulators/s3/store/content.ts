import { closeSync, createReadStream, openSync, readSync } from "node:fs";
import { Readable } from "node:stream";
import { type Files, SMALL, type StoredFile } from "./files.ts";

/** Bytes `start` up to, and without, `end`. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

const readAtOnce = (path: string, { start, end }: ByteRange): Buffer => {
  const file = openSync(path, "r");
  try {
    const bytes = Buffer.allocUnsafe(end - start);
    return bytes.subarray(0, readSync(file, bytes, 0, bytes.length, start));
  } finally {
    closeSync(file);
  }
};

/**
 * The bytes of an object or of a range of it, read from disk as they are taken: what `GetObject` answers in process,
 * with the methods that the SDK's streams have. Its members are private, so that the journal keeps only how many there
 * are.
 */
export class ObjectContent implements AsyncIterable<Buffer> {
  readonly #files: Files;
  readonly #segments: readonly StoredFile[];
  readonly #range: ByteRange;

  constructor(files: Files, segments: readonly StoredFile[], range?: ByteRange) {
    this.#files = files;
    this.#segments = segments;
    this.#range = range ?? { start: 0, end: segments.reduce((sum, { size }) => sum + size, 0) };
  }

  get size(): number {
    return this.#range.end - this.#range.start;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Buffer> {
    const segments = this.#segments;
    // An object may be deleted or overwritten while it is read.
    this.#files.hold(segments);
    try {
      let offset = 0;
      for (const { path, size } of segments) {
        const start = Math.max(this.#range.start - offset, 0);
        const end = Math.min(this.#range.end - offset, size);
        offset += size;
        if (start >= end) continue;
        if (end - start <= SMALL) yield readAtOnce(path, { start, end });
        else yield* createReadStream(path, { start, end: end - 1 });
      }
    } finally {
      this.#files.release(segments);
    }
  }

  stream(): Readable {
    return Readable.from(this, { objectMode: false });
  }

  transformToWebStream(): ReadableStream {
    return Readable.toWeb(this.stream()) as ReadableStream;
  }

  async transformToByteArray(): Promise<Uint8Array> {
    const chunks: Buffer[] = [];
    for await (const chunk of this) chunks.push(chunk);
    return Buffer.concat(chunks);
  }

  async transformToString(encoding: BufferEncoding = "utf8"): Promise<string> {
    return Buffer.from(await this.transformToByteArray()).toString(encoding);
  }

  toJSON(): object {
    return { bytes: this.size };
  }
}
