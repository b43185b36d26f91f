import { z } from "zod";
import type { State } from "./state.ts";

/** A list that only grows; each entry is written once, as it is when the group is that it came in. */
export interface KeptList<Entry, Kept = Entry> {
  /** Of how many pieces it is by now, which is all that is to be kept to find it again. */
  readonly pieces: number;
  read(): Kept[];
  add(entry: Entry): void;
  forget(): void;
}

interface Piece<Entry> {
  readonly entries: Set<Entry>;
  isWritten: boolean;
}

/** Lists by a key each, which in `pieces` pieces are there already. */
export const createKeptLists = <Entry, Kept extends object = Entry & object>(
  state: State,
  name: string,
  shape: z.ZodType,
  toKept: (entry: Entry) => Kept,
): ((key: string, pieces?: number) => KeptList<Entry, Kept>) => {
  const records = state.records(name, z.array(shape), (piece: Piece<Entry>): Kept[] => {
    piece.isWritten = true;
    return [...piece.entries].map(toKept);
  });
  return (key, before = 0) => {
    let pieces = before;
    let newest: Piece<Entry> | undefined;
    const keyOf = (piece: number) => `${key} ${piece}`;
    return {
      get pieces() {
        return pieces;
      },
      read: () => Array.from({ length: pieces }, (_, piece) => records.get(keyOf(piece)) ?? []).flat(),
      add(entry) {
        if (!state.isKept) return;
        if (!newest || newest.isWritten) {
          newest = { entries: new Set(), isWritten: false };
          pieces++;
        }
        newest.entries.add(entry);
        records.put(keyOf(pieces - 1), newest);
      },
      forget() {
        for (let piece = 0; piece < pieces; piece++) records.delete(keyOf(piece));
        pieces = 0;
        newest = undefined;
      },
    };
  };
};
