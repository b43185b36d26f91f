import type { Hop } from "./journal.ts";
import { createJournalBlock, type JournalBlock, type Side } from "./journal-block.ts";
import { idsIn, idsOfResource, subjectOf } from "./journal-ids.ts";
import { cut, isCut, toText } from "./journal-text.ts";
import { createSlabs } from "./slabs.ts";

/** Of the newest hops the payloads stay as they are: of so many, and of fewer where they are large. */
const LIVE = { hops: 4096, characters: 3 * 1024 * 1024 };

/** Blocks that wait to be packed in an idle moment; who adds more packs them at once, or there would be ever more. */
const MOST_WAITING = 8;

/** Payloads of a hop as JSON text. */
export interface HopTexts {
  readonly input?: string;
  readonly output?: string;
}

/** What payloads say, found again by the ids in them; payloads of older hops are packed. */
export interface JournalIndex {
  /** Takes in the next hop, or a finished one again for its output. */
  add(hop: Hop): void;
  /** Takes in the next hop, of which there are only texts. */
  restore(hop: Hop, texts: HopTexts): void;
  /** Hops that mention the id, oldest first. */
  find(id: string): number[];
  /** Ids that begin with the text, at most `limit`, those seen last first. */
  startingWith(text: string, limit: number): string[];
  /** Ids of hops that are not packed whose payload has the text somewhere. */
  search(text: string, limit: number): number[];
  idsOf(hopId: number): readonly string[];
  /** Whether a request from outside was about the id. */
  isSubject(id: string): boolean;
  texts(hopId: number): HopTexts | undefined;
  /** Packs the oldest block that is old enough; returns whether there are more. */
  pack(): boolean;
  /** The first hop that may stay so that all of them take `bytes` at most, roughly. */
  firstWithin(bytes: number): number;
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

/** `hopOf` finds a hop to let go of its payloads, if the journal still has it. */
export const createJournalIndex = (hopOf: (id: number) => Hop | undefined): JournalIndex => {
  /** By their hops. */
  const blocks: JournalBlock[] = [];
  // A payload is handed on from hop to hop; writing it out once is enough.
  const recent: Written[] = [];
  const slabs = createSlabs();
  let nextRecent = 0;
  let lastAdded = 0;
  let firstLive = 1;
  let liveCharacters = 0;

  const write = (payload: unknown): Written => {
    const isObject = typeof payload === "object" && payload !== null;
    if (isObject) for (const one of recent) if (one.payload === payload) return one;
    const whole = toText(payload);
    const written = {
      payload,
      text: isCut(whole) ? cut(whole) : whole,
      ids: idsIn(whole),
      isCut: isCut(whole),
    };
    if (isObject && !written.isCut) {
      recent[nextRecent] = written;
      nextRecent = (nextRecent + 1) % 16;
    }
    return written;
  };

  const blockOf = (hopId: number): JournalBlock | undefined => {
    let low = 0;
    let high = blocks.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (blocks[middle]!.first <= hopId) low = middle;
      else high = middle - 1;
    }
    const block = blocks[low];
    return block && hopId >= block.first && hopId <= block.last ? block : undefined;
  };
  const openBlock = (hopId: number): JournalBlock => {
    let block = blocks.at(-1);
    if (!block || block.isFull || hopId > block.last + 1) {
      block = createJournalBlock(hopId);
      blocks.push(block);
      const [oldest, ...more] = waiting();
      if (more.length >= MOST_WAITING) oldest!.pack(slabs);
    }
    block.reach(hopId);
    return block;
  };

  /** Keeps what a hop says; the payload itself stays with a recent hop. */
  const keep = (block: JournalBlock, hop: Hop, side: Side, { text, ids, isCut }: Written) => {
    const isLive = block.put(hop.id, side, text) && hop.id >= firstLive;
    if (isLive) liveCharacters += text.length;
    if (!isLive || isCut) (hop as Payloads)[side] = undefined;
    block.ids.note(hop.id, ids);
  };

  const letGo = (hopId: number) => {
    const block = blockOf(hopId);
    const hop = hopOf(hopId) as Payloads | undefined;
    for (const side of ["input", "output"] as const) {
      const length = block?.lengthOf(hopId, side) ?? 0;
      liveCharacters -= length;
      if (hop && length > 0) hop[side] = undefined;
    }
  };
  const letGoOfOld = () => {
    while (firstLive <= lastAdded && (lastAdded - firstLive >= LIVE.hops || liveCharacters > LIVE.characters))
      letGo(firstLive++);
  };

  /** Those that nothing is added to, with no hop that has its payloads yet; the oldest are packed first. */
  const waiting = () =>
    blocks
      .slice(blocks.findLastIndex(({ isPacked }) => isPacked) + 1, -1)
      .filter(({ last }) => last < firstLive);

  return {
    add(hop) {
      if (hop.id > lastAdded) {
        lastAdded = hop.id;
        const block = openBlock(hop.id);
        block.ids.note(hop.id, idsOfResource(hop.resource));
        const input = hop.input === undefined ? undefined : write(hop.input);
        if (input) keep(block, hop, "input", input);
        if (hop.causes.length === 0) block.ids.noteSubject(subjectOf(hop.resource, input?.ids ?? []));
      }
      const block = hop.output === undefined ? undefined : blockOf(hop.id);
      if (block?.lengthOf(hop.id, "output") === 0) keep(block, hop, "output", write(hop.output));
      letGoOfOld();
    },
    restore(hop, texts) {
      lastAdded = hop.id;
      firstLive = hop.id + 1;
      const block = openBlock(hop.id);
      block.ids.note(hop.id, idsOfResource(hop.resource));
      for (const side of ["input", "output"] as const) {
        const text = texts[side];
        if (text === undefined) continue;
        block.put(hop.id, side, text);
        block.ids.note(hop.id, idsIn(text));
      }
      if (hop.causes.length === 0) block.ids.noteSubject(subjectOf(hop.resource, idsIn(texts.input ?? "")));
    },
    find: (id) => blocks.flatMap(({ ids }) => ids.find(id)).sort((a, b) => a - b),
    startingWith(text, limit) {
      const found = new Set<string>();
      for (const { ids } of blocks.toReversed())
        for (const id of ids.startingWith(text, limit)) {
          found.add(id);
          if (found.size >= limit) return [...found];
        }
      return [...found];
    },
    search(text, limit) {
      const found: number[] = [];
      for (const block of blocks.toReversed()) {
        if (!block.isPacked) found.push(...block.search(text));
        if (found.length >= limit) break;
      }
      return found.slice(0, limit);
    },
    idsOf: (hopId) => blockOf(hopId)?.ids.of(hopId) ?? [],
    isSubject: (id) => blocks.some(({ ids }) => ids.isSubject(id)),
    texts(hopId) {
      const block = blockOf(hopId);
      return block && { input: block.textOf(hopId, "input"), output: block.textOf(hopId, "output") };
    },
    pack() {
      const [oldest, ...more] = waiting();
      oldest?.pack(slabs);
      return more.length > 0;
    },
    firstWithin(bytes) {
      let room = bytes;
      for (let at = blocks.length - 1; at >= 0; at--) {
        room -= blocks[at]!.bytes;
        if (room < 0) return blocks[at]!.last + 1;
      }
      return 0;
    },
    forget(oldest) {
      while (firstLive < oldest) letGo(firstLive++);
      const gone = blocks.findIndex(({ last }) => last >= oldest);
      if (gone > 0) blocks.splice(0, gone);
    },
  };
};
