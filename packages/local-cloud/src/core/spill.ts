import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Where something was put. */
export interface Spilled {
  readonly at: number;
  readonly bytes: number;
}

/** A file for what is seldom read and would fill the memory; it is gone when this process is. */
export interface Spill {
  write(bytes: Uint8Array): Spilled;
  read(spilled: Spilled): Buffer;
  close(): void;
}

/** Opens its file with the first write. */
export const createSpill = (): Spill => {
  let file: { fd: number; folder: string } | undefined;
  let end = 0;
  const open = () => {
    const folder = mkdtempSync(join(tmpdir(), "local-cloud-spill-"));
    const fd = openSync(join(folder, "spilled"), "w+");
    // An open file that has no name any more takes nothing along when the process is killed; Windows keeps its name.
    if (process.platform !== "win32") rmSync(folder, { recursive: true, force: true });
    return { fd, folder };
  };
  return {
    write(bytes) {
      file ??= open();
      for (let done = 0; done < bytes.length; )
        done += writeSync(file.fd, bytes, done, bytes.length - done, end + done);
      const spilled = { at: end, bytes: bytes.length };
      end += bytes.length;
      return spilled;
    },
    read({ at, bytes }) {
      if (!file) throw new Error("Nothing has been put into this file.");
      const found = Buffer.allocUnsafe(bytes);
      for (let done = 0; done < bytes; ) {
        const count = readSync(file.fd, found, done, bytes - done, at + done);
        if (count === 0) throw new Error("The file ends before what was put into it.");
        done += count;
      }
      return found;
    },
    close() {
      if (!file) return;
      closeSync(file.fd);
      rmSync(file.folder, { recursive: true, force: true });
      file = undefined;
    },
  };
};
