import { randomUUID } from "node:crypto";
import { mkdir, open, rm } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";

/** Some bytes on disk; a copied object has the same ones. */
export interface StoredFile {
  readonly path: string;
  readonly size: number;
}

/** The bytes of objects, on disk: none of them is held in memory whole. */
export interface Files {
  /**
   * Writes what comes, and rejects with what the source or `look` throws; then nothing is left of it. `look` sees each
   * chunk before it is written.
   */
  write(source: AsyncIterable<Uint8Array>, look: (chunk: Uint8Array) => void): Promise<StoredFile>;
  /** Whoever keeps a file holds it; when nobody does any more it is removed. */
  hold(files: readonly StoredFile[]): void;
  release(files: readonly StoredFile[]): void;
}

/** `folder` is emptied first: what a former run left has no keys any more. */
export const createFiles = (folder: string): Files => {
  const ready = rm(folder, { recursive: true, force: true }).then(() => mkdir(folder, { recursive: true }));
  ready.catch(() => undefined);
  const holders = new Map<StoredFile, number>();
  return {
    async write(source, look) {
      await ready;
      const path = join(folder, randomUUID());
      // Opened first: a stream that fails at once would else make its file behind the back of who removes it.
      const file = await open(path, "wx");
      let size = 0;
      try {
        await pipeline(
          Readable.from(source, { objectMode: false }),
          async function* (chunks: AsyncIterable<Uint8Array>) {
            for await (const chunk of chunks) {
              size += chunk.length;
              look(chunk);
              yield chunk;
            }
          },
          file.createWriteStream(),
        );
      } catch (error) {
        await rm(path, { force: true });
        throw error;
      }
      return { path, size };
    },
    hold(files) {
      for (const file of files) holders.set(file, (holders.get(file) ?? 0) + 1);
    },
    release(files) {
      for (const file of files) {
        const left = (holders.get(file) ?? 1) - 1;
        if (left > 0) holders.set(file, left);
        else {
          holders.delete(file);
          void rm(file.path, { force: true });
        }
      }
    },
  };
};
