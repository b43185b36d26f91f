import { randomUUID } from "node:crypto";
import { existsSync, readdirSync } from "node:fs";
import { mkdir, open, rm } from "node:fs/promises";
import { basename, join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { State } from "../../../state/state.ts";

/** Some bytes on disk; a copied object has the same ones. */
export interface StoredFile {
  readonly path: string;
  readonly size: number;
}

/** A `StoredFile`, whatever folder it is in. */
export interface KeptFile {
  readonly name: string;
  readonly size: number;
}

export const toKeptFile = ({ path, size }: StoredFile): KeptFile => ({ name: basename(path), size });

/** The bytes of objects, on disk: none of them is held in memory whole. */
export interface Files {
  /**
   * Writes what comes, and rejects with what the source or `look` throws; then nothing is left of it. `look` sees each
   * chunk before it is written.
   */
  write(source: AsyncIterable<Uint8Array>, look: (chunk: Uint8Array) => void): Promise<StoredFile>;
  /** What the run before wrote. */
  find(file: KeptFile): StoredFile;
  /** Whoever keeps a file holds it; when nobody does any more it is removed. */
  hold(files: readonly StoredFile[]): void;
  release(files: readonly StoredFile[]): void;
  /** Removes what the run before left and nobody holds. */
  sweep(): void;
}

/** Files outlast the process where the state does. Else `folder` is where they are, which is emptied first. */
export const createFiles = (folder: string, { files, settled }: Pick<State, "files" | "settled">): Files => {
  const own = files === undefined ? folder : join(files, "s3");
  const empty = files === undefined ? rm(own, { recursive: true, force: true }) : Promise.resolve();
  const ready = empty.then(() => mkdir(own, { recursive: true }));
  ready.catch(() => undefined);
  // What cannot be removed now is swept by the next start.
  const remove = (path: string) => void rm(path, { force: true }).catch(() => undefined);
  const holders = new Map<StoredFile, number>();
  /** What the run before wrote, and those of it that something still has. */
  const left = files !== undefined && existsSync(own) ? readdirSync(own) : [];
  const found = new Map<string, StoredFile>();
  return {
    async write(source, look) {
      await ready;
      const path = join(own, randomUUID());
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
    find({ name, size }) {
      // A snapshot comes from anywhere, and what it names is removed one day.
      const file = found.get(name) ?? { path: join(own, name.replaceAll(/[^\w-]/g, "_")), size };
      found.set(name, file);
      return file;
    },
    hold(files) {
      for (const file of files) holders.set(file, (holders.get(file) ?? 0) + 1);
    },
    release(files) {
      for (const file of files) {
        const others = (holders.get(file) ?? 1) - 1;
        if (others > 0) {
          holders.set(file, others);
          continue;
        }
        holders.delete(file);
        // As long as it is kept that something has these bytes, they must be there.
        void Promise.resolve(settled?.()).then(() => {
          if (!holders.has(file)) remove(file.path);
        });
      }
    },
    sweep() {
      for (const name of left) {
        const file = found.get(name);
        if (!file || !holders.has(file)) remove(join(own, name));
      }
    },
  };
};
