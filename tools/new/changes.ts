import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { RefusalError } from "./refusal.ts";

/** Changes of files below `root`, which are all known before the first is written. */
export interface Changes {
  readonly root: string;
  exists(file: string): boolean;
  /** A file as it will be. Throws `RefusalError` when there is none. */
  read(file: string): string;
  /** Throws `RefusalError` when the file is there already. */
  create(file: string, text: string): void;
  edit(file: string, change: (text: string) => string): void;
  /** Each file and what happens to it, in the order it was asked for. */
  list(): readonly { file: string; change: "create" | "change" }[];
  write(): void;
}

export const changesOf = (root: string): Changes => {
  const pending = new Map<string, { text: string; change: "create" | "change" }>();

  const exists = (file: string) => pending.has(file) || existsSync(join(root, file));
  const read = (file: string) => {
    if (!exists(file))
      throw new RefusalError(`There is no ${file}: is this a clone of the whole repository?`);
    return pending.get(file)?.text ?? readFileSync(join(root, file), "utf8");
  };

  return {
    root,
    exists,
    read,
    create(file, text) {
      if (exists(file))
        throw new RefusalError(`${file} is there already: use another name, or change the file.`);
      pending.set(file, { text, change: "create" });
    },
    edit(file, change) {
      const text = change(read(file));
      pending.set(file, { text, change: pending.get(file)?.change ?? "change" });
    },
    list: () => [...pending].map(([file, { change }]) => ({ file, change })),
    write() {
      for (const [file, { text, change }] of pending) {
        mkdirSync(dirname(join(root, file)), { recursive: true });
        writeFileSync(join(root, file), text, { flag: change === "create" ? "wx" : "w" });
      }
    },
  };
};
