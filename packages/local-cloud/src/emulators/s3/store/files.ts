import { randomUUID } from "node:crypto";
import { existsSync, readdirSync, unlink, writeFileSync } from "node:fs";
import { type FileHandle, mkdir, open, rm } from "node:fs/promises";
import { basename, join } from "node:path";
import type { State } from "../../../state/state.ts";

/** Some bytes on disk; a copied object has the same ones. */
export interface StoredFile {
  readonly path: string;
  readonly size: number;
}

/** So many bytes are read and written at once: to wait for the disk, let alone a stream, takes several times as long. */
export const SMALL = 64 * 1024;

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
  const remove = (path: string) => unlink(path, () => undefined);
  const holders = new Map<StoredFile, number>();
  /** What the run before wrote, and those of it that something still has. */
  const left = files !== undefined && existsSync(own) ? readdirSync(own) : [];
  const found = new Map<string, StoredFile>();
  return {
    async write(source, look) {
      await ready;
      const path = join(own, randomUUID());
      let file: FileHandle | undefined;
      let size = 0;
      const waiting: Uint8Array[] = [];
      try {
        for await (const chunk of source) {
          look(chunk);
          size += chunk.length;
          waiting.push(chunk);
          if (size <= SMALL) continue;
          file ??= await open(path, "wx");
          for (const one of waiting.splice(0)) await file.appendFile(one);
        }
        if (!file) writeFileSync(path, Buffer.concat(waiting), { flag: "wx" });
      } catch (error) {
        await rm(path, { force: true });
        throw error;
      } finally {
        await file?.close();
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
