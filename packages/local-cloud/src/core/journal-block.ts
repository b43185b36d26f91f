import { constants, zstdCompressSync, zstdDecompressSync } from "node:zlib";
import { createMentions, type MentionedIds } from "./journal-mentions.ts";
import { type KeptText, keepText, readText } from "./journal-text.ts";
import type { Slabs } from "./slabs.ts";

/** What is packed and forgotten together: so many hops, and fewer where they say much. */
const FULL = { hops: 512, characters: 1024 * 1024 };
/** As fast as it goes, which packs as well, and into one buffer: 4 ms of processor time for a full block. */
const PACKING = { params: { [constants.ZSTD_c_compressionLevel]: 1 }, chunkSize: 256 * 1024 };
/** Bytes of a hop without what it says, as V8 has it. */
const HOP_BYTES = 500;

/** Of a character in UTF-8. */
const MOST_BYTES_EACH = 3;

export type Side = "input" | "output";

/** What some hops say that followed each other. */
export interface JournalBlock {
  readonly first: number;
  /** The hop it is full with; it may be less so far. */
  readonly last: number;
  readonly isFull: boolean;
  readonly ids: MentionedIds;
  /** Its hop is next, if it was not here before. */
  reach(hopId: number): void;
  /** Returns whether the text will be packed with the others: it came before they were. */
  put(hopId: number, side: Side, text: string): boolean;
  /** How long the text is that will be packed with others. */
  lengthOf(hopId: number, side: Side): number;
  textOf(hopId: number, side: Side): string | undefined;
  /** Hops with the text in what they say, newest first, as long as it is not packed. */
  search(text: string): number[];
  readonly isPacked: boolean;
  pack(slabs: Slabs): void;
  /** Roughly. */
  readonly bytes: number;
}

// One for all: blocks are read one after the other.
let unpacked: { packed: Buffer; lines: string[] } | undefined;
const unpack = (packed: Buffer): string[] => {
  if (unpacked?.packed !== packed)
    unpacked = { packed, lines: zstdDecompressSync(packed).toString().split("\n") };
  return unpacked.lines;
};

let scratch = Buffer.alloc(0);
/** In memory that is used again by whoever packs next: to take a megabyte anew costs more than all that is done in it. */
const bytesOf = (lines: readonly (string | undefined)[]): Buffer => {
  const most = lines.reduce((sum, line) => sum + MOST_BYTES_EACH * (line?.length ?? 0), lines.length);
  if (scratch.length < most) scratch = Buffer.allocUnsafeSlow(most);
  let end = 0;
  for (let at = 0; at < lines.length; at++) {
    if (at > 0) end += scratch.write("\n", end);
    end += scratch.write(lines[at] ?? "", end);
  }
  return scratch.subarray(0, end);
};

/** Lines of text as one; line by line, since a character beyond Latin-1 doubles and slows what it is joined with. */
export const packLines = (lines: readonly (string | undefined)[]): Buffer =>
  zstdCompressSync(bytesOf(lines), PACKING);

export const createJournalBlock = (first: number): JournalBlock => {
  const ids = createMentions(first);
  /** Outputs that came when the others were packed. */
  const late = new Map<number, KeptText>();
  /** Input and output of each hop. */
  let lines: (string | undefined)[] = [];
  let last = first - 1;
  let characters = 0;
  let lateBytes = 0;
  let packed: Buffer | undefined;

  const lineOf = (hopId: number, side: Side) => 2 * (hopId - first) + (side === "input" ? 0 : 1);

  return {
    first,
    get last() {
      return last;
    },
    get isFull() {
      return last - first + 1 >= FULL.hops || characters >= FULL.characters;
    },
    ids,
    reach(hopId) {
      last = Math.max(last, hopId);
    },
    put(hopId, side, text) {
      const line = lineOf(hopId, side);
      if (packed) {
        const kept = keepText(text);
        late.set(line, kept);
        lateBytes += kept.length;
      } else {
        lines[line] = text;
        characters += text.length;
      }
      return !packed;
    },
    lengthOf: (hopId, side) => lines[lineOf(hopId, side)]?.length ?? 0,
    textOf(hopId, side) {
      const line = lineOf(hopId, side);
      const apart = late.get(line);
      if (apart !== undefined) return readText(apart);
      return (packed ? unpack(packed)[line] : lines[line]) || undefined;
    },
    search(text) {
      const found: number[] = [];
      for (let hopId = last; hopId >= first; hopId--) {
        const line = lineOf(hopId, "input");
        if (lines[line]?.includes(text) || lines[line + 1]?.includes(text)) found.push(hopId);
      }
      return found;
    },
    get isPacked() {
      return packed !== undefined;
    },
    pack(slabs) {
      ids.pack(slabs);
      packed = slabs.bytes(packLines(lines));
      lines = [];
    },
    get bytes() {
      const text = packed ? packed.length + lateBytes : characters;
      return (last - first + 1) * HOP_BYTES + ids.bytes + text;
    },
  };
};
