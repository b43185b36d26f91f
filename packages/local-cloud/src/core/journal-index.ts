import { promisify } from "node:util";
import { zstdCompress, zstdDecompressSync } from "node:zlib";
import type { Hop } from "./journal.ts";
import { idsIn, idsOfResource, subjectOf } from "./journal-ids.ts";
import { createMentions, type MentionedIds } from "./journal-mentions.ts";
import { isCut, isLarge, type KeptText, keepText, readText, toText } from "./journal-text.ts";

const compress = promisify(zstdCompress);

/** Hops to a block: what is packed and forgotten together. */
const BLOCK = 512;
/** Of the newest hops the payloads stay as they are: of so many, and of fewer where they are large. */
const LIVE = { hops: 4096, characters: 4 * 1024 * 1024 };
/** Bytes of a hop without what it says, as V8 has it. */
const WEIGHT = 500;

/** Payloads of a hop as JSON text. */
export interface HopTexts {
  readonly input?: string;
  readonly output?: string;
}

interface Block {
  readonly ids: MentionedIds;
  /** Inputs, then outputs; empty once packed. */
  lines: (string | undefined)[];
  /** Lines that are not packed with the others: large ones, and outputs that came later. */
  readonly apart: Map<number, KeptText>;
  apartBytes: number;
  /** Nothing is added to its lines any more. */
  sealed: boolean;
  packed?: Buffer;
}

/** What payloads say, found again by the ids in them; payloads of older hops are packed. */
export interface JournalIndex {
  /** Takes in the next hop, or a finished one again for its output. */
  add(hop: Hop): void;
  /** Hops that mention the id, oldest first. */
  find(id: string): number[];
  /** Ids that begin with the text, at most `limit`, those seen last first. */
  startingWith(text: string, limit: number): string[];
  /** Ids of hops that are not packed whose payload has the text somewhere; large ones are packed at once. */
  search(text: string, limit: number): number[];
  idsOf(hopId: number): readonly string[];
  /** Whether a request from outside was about the id. */
  isSubject(id: string): boolean;
  texts(hopId: number): HopTexts | undefined;
  /** Packs the blocks that are old enough; resolves when there is none left. */
  pack(): Promise<void>;
  /** The first hop that may stay so that all of them take `bytes` at most, roughly. */
  firstWithin(bytes: number): number;
  /** Forgets what is older than the hop. */
  forget(oldest: number): void;
}

interface Written {
  readonly payload: unknown;
  readonly kept: KeptText;
  readonly ids: readonly string[];
  readonly isLarge: boolean;
}

/** As the index may change it; for everybody else a hop's payloads are read-only. */
type Payloads = { input?: unknown; output?: unknown };

/** `hopOf` finds a hop to let go of its payloads, if the journal still has it. */
export const createJournalIndex = (hopOf: (id: number) => Hop | undefined): JournalIndex => {
  const blocks = new Map<number, Block>();
  // A payload is handed on from hop to hop; writing it out once is enough.
  const recent: Written[] = [];
  let nextRecent = 0;
  let unpacked: { number: number; lines: string[] } | undefined;
  let packing: Promise<void> | undefined;
  let lastAdded = 0;
  let firstLive = 1;
  let liveCharacters = 0;

  const write = (payload: unknown): Written => {
    const isObject = typeof payload === "object" && payload !== null;
    if (isObject) for (const one of recent) if (one.payload === payload) return one;
    const whole = toText(payload);
    const written = { payload, kept: keepText(whole), ids: idsIn(whole), isLarge: isLarge(whole) };
    if (!isObject || isCut(whole)) return written;
    recent[nextRecent] = written;
    nextRecent = (nextRecent + 1) % 16;
    return written;
  };

  const blockOf = (id: number): Block => {
    const number = Math.floor(id / BLOCK);
    let block = blocks.get(number);
    if (!block) {
      block = {
        ids: createMentions(number * BLOCK),
        lines: [],
        apart: new Map(),
        apartBytes: 0,
        sealed: false,
      };
      blocks.set(number, block);
    }
    return block;
  };

  /** Keeps what a hop says; the payload itself stays with a recent hop. */
  const keep = (block: Block, hop: Hop, side: keyof Payloads, { kept, isLarge, ids }: Written) => {
    const line = lineOf(hop.id, side);
    if (block.sealed || typeof kept !== "string") {
      const last = typeof kept === "string" ? keepText(kept) : kept;
      block.apart.set(line, last);
      block.apartBytes += last.length;
      (hop as Payloads)[side] = undefined;
    } else {
      block.lines[line] = kept;
      if (isLarge || hop.id < firstLive) (hop as Payloads)[side] = undefined;
      if (hop.id >= firstLive) liveCharacters += kept.length;
    }
    block.ids.note(hop.id, ids);
  };

  const letGo = (id: number) => {
    const block = blocks.get(Math.floor(id / BLOCK));
    const hop = hopOf(id) as Payloads | undefined;
    for (const side of ["input", "output"] as const) {
      const text = block?.lines[lineOf(id, side)];
      if (text === undefined) continue;
      liveCharacters -= text.length;
      if (hop) hop[side] = undefined;
    }
  };
  const letGoOfOld = () => {
    while (firstLive <= lastAdded && (lastAdded - firstLive >= LIVE.hops || liveCharacters > LIVE.characters))
      letGo(firstLive++);
  };

  const packOne = async (): Promise<boolean> => {
    for (const [number, block] of blocks) {
      if ((number + 1) * BLOCK > firstLive) return false;
      if (block.packed) continue;
      block.sealed = true;
      block.ids.pack();
      const lines = Array.from({ length: 2 * BLOCK }, (_, line) => block.lines[line] ?? "");
      // Off the thread that serves the emulators.
      block.packed = await compress(lines.join("\n"));
      block.lines = [];
      return true;
    }
    return false;
  };

  const weightOf = ({ ids, packed, apartBytes }: Block) =>
    BLOCK * WEIGHT + ids.bytes + (packed?.length ?? 0) + apartBytes;

  const linesOf = (number: number, packed: Buffer): string[] => {
    if (unpacked?.number !== number)
      unpacked = { number, lines: zstdDecompressSync(packed).toString().split("\n") };
    return unpacked.lines;
  };
  const textOf = (number: number, block: Block, line: number): string | undefined => {
    const apart = block.apart.get(line);
    if (apart !== undefined) return readText(apart);
    return (block.packed ? linesOf(number, block.packed)[line] : block.lines[line]) || undefined;
  };

  return {
    add(hop) {
      const block = blockOf(hop.id);
      if (hop.id > lastAdded) {
        lastAdded = hop.id;
        block.ids.note(hop.id, idsOfResource(hop.resource));
        const input = hop.input === undefined ? undefined : write(hop.input);
        if (input) keep(block, hop, "input", input);
        if (hop.causes.length === 0) block.ids.noteSubject(subjectOf(hop.resource, input?.ids ?? []));
      }
      if (hop.output !== undefined && block.lines[lineOf(hop.id, "output")] === undefined)
        keep(block, hop, "output", write(hop.output));
      letGoOfOld();
    },
    find: (id) => [...blocks.values()].flatMap((block) => block.ids.find(id)).sort((a, b) => a - b),
    startingWith(text, limit) {
      const found = new Set<string>();
      for (const { ids } of [...blocks.values()].reverse())
        for (const id of ids.startingWith(text, limit)) {
          found.add(id);
          if (found.size >= limit) return [...found];
        }
      return [...found];
    },
    search(text, limit) {
      const found: number[] = [];
      for (const [number, { packed, lines }] of [...blocks].reverse())
        for (let slot = BLOCK - 1; slot >= 0 && !packed; slot--) {
          if (!lines[slot]?.includes(text) && !lines[BLOCK + slot]?.includes(text)) continue;
          found.push(number * BLOCK + slot);
          if (found.length >= limit) return found;
        }
      return found;
    },
    idsOf: (hopId) => blocks.get(Math.floor(hopId / BLOCK))?.ids.of(hopId) ?? [],
    isSubject: (id) => [...blocks.values()].some(({ ids }) => ids.isSubject(id)),
    texts(hopId) {
      const number = Math.floor(hopId / BLOCK);
      const block = blocks.get(number);
      if (!block) return undefined;
      return {
        input: textOf(number, block, lineOf(hopId, "input")),
        output: textOf(number, block, lineOf(hopId, "output")),
      };
    },
    async pack() {
      packing ??= (async () => {
        while (await packOne());
      })().finally(() => {
        packing = undefined;
      });
      await packing;
    },
    firstWithin(bytes) {
      let room = bytes;
      let first = Number.POSITIVE_INFINITY;
      for (const [number, block] of [...blocks].reverse()) {
        room -= weightOf(block);
        if (room < 0) return first;
        first = number * BLOCK;
      }
      return 0;
    },
    forget(oldest) {
      while (firstLive < oldest) letGo(firstLive++);
      for (const number of blocks.keys()) {
        if ((number + 1) * BLOCK > oldest) return;
        blocks.delete(number);
      }
    },
  };
};

const lineOf = (hopId: number, side: keyof Payloads): number =>
  (hopId % BLOCK) + (side === "input" ? 0 : BLOCK);
