import { promisify } from "node:util";
import { zstdCompress, zstdDecompressSync } from "node:zlib";
import type { Hop } from "./journal.ts";
import { idsIn, idsOfResource, subjectOf } from "./journal-ids.ts";

const compress = promisify(zstdCompress);

/** Hops to a block: what is packed and forgotten together. */
const BLOCK = 512;
/** Newest blocks whose payloads stay as they are. */
const LIVE_BLOCKS = 8;
/** A longer payload is cut at once: nobody reads it, and a few thousand of them would fill the memory. */
const LONGEST = 256 * 1024;

/** Payloads of a hop as JSON text. */
export interface HopTexts {
  readonly input?: string;
  readonly output?: string;
}

/** Where an id is mentioned within a block. */
interface Mention {
  readonly id: string;
  readonly hops: number[];
}

interface Block {
  readonly byId: Map<string, Mention>;
  readonly mentions: (Mention[] | undefined)[];
  readonly subjects: Set<string>;
  inputs: (string | undefined)[];
  outputs: (string | undefined)[];
  /** Nothing is added to its texts any more. */
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
  /** Ids of live hops whose payload or resource has the text somewhere. */
  search(text: string, limit: number): number[];
  idsOf(hopId: number): readonly string[];
  /** Whether a request from outside was about the id. */
  isSubject(id: string): boolean;
  texts(hopId: number): HopTexts | undefined;
  /** Packs the payloads of a block that is old enough; resolves with whether there was one. */
  pack(newest: number, hopOf: (id: number) => Hop | undefined): Promise<boolean>;
  /** Forgets what is older than the hop. */
  forget(oldest: number): void;
}

interface Written {
  readonly payload: unknown;
  readonly text: string;
  readonly ids: readonly string[];
  readonly isCut: boolean;
}

/** As the index may change it; for everybody else a hop's payloads are read-only. */
type Payloads = { input?: unknown; output?: unknown };

export const createJournalIndex = (): JournalIndex => {
  const blocks = new Map<number, Block>();
  // A payload is handed on from hop to hop; writing it out once is enough.
  const recent: Written[] = [];
  let nextRecent = 0;
  let unpacked: { number: number; lines: string[] } | undefined;
  let packing = false;

  const write = (payload: unknown): Written => {
    const isObject = typeof payload === "object" && payload !== null;
    if (isObject) for (const one of recent) if (one.payload === payload) return one;
    const whole = toText(payload);
    const isCut = whole.length > LONGEST;
    const written = { payload, text: isCut ? cut(whole) : whole, ids: idsIn(whole), isCut };
    if (isObject && !isCut) {
      recent[nextRecent] = written;
      nextRecent = (nextRecent + 1) % 16;
    }
    return written;
  };

  const blockOf = (id: number): Block => {
    const number = Math.floor(id / BLOCK);
    let block = blocks.get(number);
    if (!block) {
      block = { byId: new Map(), mentions: [], subjects: new Set(), inputs: [], outputs: [], sealed: false };
      blocks.set(number, block);
    }
    return block;
  };

  const note = (block: Block, hop: Hop, found: readonly string[]) => {
    if (found.length === 0) return;
    const slot = hop.id % BLOCK;
    let mentions = block.mentions[slot];
    for (const id of found) {
      let mention = block.byId.get(id);
      if (!mention) {
        mention = { id: ownCopy(id), hops: [] };
        block.byId.set(mention.id, mention);
      } else if (mentions?.includes(mention)) continue;
      mention.hops.push(hop.id);
      if (mentions) mentions.push(mention);
      else {
        mentions = [mention];
        block.mentions[slot] = mentions;
      }
    }
  };

  const linesOf = (number: number, packed: Buffer): string[] => {
    if (unpacked?.number !== number)
      unpacked = { number, lines: zstdDecompressSync(packed).toString().split("\n") };
    return unpacked.lines;
  };

  return {
    add(hop) {
      const block = blockOf(hop.id);
      const slot = hop.id % BLOCK;
      if (block.sealed) {
        if (hop.output !== undefined) note(block, hop, write(hop.output).ids);
        return;
      }
      if (
        block.inputs.length <= slot ||
        (block.inputs[slot] === undefined && block.mentions[slot] === undefined)
      ) {
        const input = hop.input === undefined ? undefined : write(hop.input);
        block.inputs[slot] = input?.text;
        if (input?.isCut) (hop as Payloads).input = undefined;
        note(block, hop, idsOfResource(hop.resource));
        if (input) note(block, hop, input.ids);
        const subject = hop.causes.length === 0 ? subjectOf(hop.resource, input?.ids ?? []) : undefined;
        if (subject !== undefined) block.subjects.add(ownCopy(subject));
      }
      if (hop.output !== undefined && block.outputs[slot] === undefined) {
        const output = write(hop.output);
        block.outputs[slot] = output.text;
        if (output.isCut) hop.output = undefined;
        note(block, hop, output.ids);
      }
    },
    find: (id) =>
      [...blocks.values()].flatMap((block) => block.byId.get(id)?.hops ?? []).sort((a, b) => a - b),
    startingWith(text, limit) {
      const found = new Set<string>();
      for (const block of [...blocks.values()].reverse())
        for (const id of block.byId.keys()) {
          if (id.startsWith(text)) found.add(id);
          if (found.size >= limit) return [...found];
        }
      return [...found];
    },
    search(text, limit) {
      const found: number[] = [];
      for (const [number, block] of [...blocks].reverse()) {
        if (block.packed) continue;
        for (let slot = BLOCK - 1; slot >= 0; slot--) {
          if (!block.inputs[slot]?.includes(text) && !block.outputs[slot]?.includes(text)) continue;
          found.push(number * BLOCK + slot);
          if (found.length >= limit) return found;
        }
      }
      return found;
    },
    idsOf: (hopId) =>
      blocks.get(Math.floor(hopId / BLOCK))?.mentions[hopId % BLOCK]?.map(({ id }) => id) ?? [],
    isSubject: (id) => [...blocks.values()].some((block) => block.subjects.has(id)),
    texts(hopId) {
      const number = Math.floor(hopId / BLOCK);
      const block = blocks.get(number);
      if (!block) return undefined;
      const slot = hopId % BLOCK;
      if (!block.packed) return { input: block.inputs[slot], output: block.outputs[slot] };
      const lines = linesOf(number, block.packed);
      return { input: lines[slot] || undefined, output: lines[BLOCK + slot] || undefined };
    },
    async pack(newest, hopOf) {
      if (packing) return false;
      const last = Math.floor(newest / BLOCK) - LIVE_BLOCKS;
      for (const [number, block] of blocks) {
        if (number > last) return false;
        if (block.packed) continue;
        packing = true;
        block.sealed = true;
        const lines = [block.inputs, block.outputs].map((texts) =>
          Array.from({ length: BLOCK }, (_, slot) => texts[slot] ?? "").join("\n"),
        );
        // Off the thread that serves the emulators.
        const packed = await compress(lines.join("\n")).finally(() => {
          packing = false;
        });
        release(number, block, packed, hopOf);
        return true;
      }
      return false;
    },
    forget(oldest) {
      for (const number of blocks.keys()) {
        if ((number + 1) * BLOCK > oldest) return;
        blocks.delete(number);
      }
    },
  };
};

/** Lets go of payloads that are packed; an output that came meanwhile stays with its hop. */
const release = (
  number: number,
  block: Block,
  packed: Buffer,
  hopOf: (id: number) => Hop | undefined,
): void => {
  for (let slot = 0; slot < BLOCK; slot++) {
    const hop = hopOf(number * BLOCK + slot) as Payloads | undefined;
    if (!hop) continue;
    if (block.inputs[slot] !== undefined) hop.input = undefined;
    if (block.outputs[slot] !== undefined) hop.output = undefined;
  }
  block.inputs = [];
  block.outputs = [];
  block.packed = packed;
};

// A piece of a string keeps the whole alive in V8; a copy does not.
const ownCopy = (text: string): string => Buffer.from(text, "latin1").toString("latin1");

const toText = (payload: unknown): string => {
  try {
    return JSON.stringify(payload) ?? "null";
  } catch {
    return JSON.stringify(String(payload));
  }
};

const cut = (text: string): string => JSON.stringify({ cut: text.slice(0, 2048), characters: text.length });
