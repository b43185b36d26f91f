import { zstdDecompressSync } from "node:zlib";
import { z } from "zod";
import type { State } from "../state/state.ts";
import type { Hop } from "./journal.ts";
import { packLines } from "./journal-block.ts";
import type { HopTexts } from "./journal-index.ts";

/** Hops that are written together. */
const PIECE = 512;
/** Pieces that are kept, the newest. */
const MOST_PIECES = 8;
/** How often a piece is looked at, and how long one that changes goes on is left alone. */
const LOOKS_EVERY_MS = 100;
const REST_MS = 2000;
/** Ids that are taken at once, so that hops which were not written yet have ids of their own. */
const IDS = 16_384;

/** A hop as it is kept, with the keys that were linked to it. */
export interface KeptHop {
  /** Without what went in and came out. */
  readonly hop: Hop;
  readonly texts: HopTexts;
  readonly keys: readonly string[];
}

/** The newest hops, over restarts: all but what happened in the last two seconds before a kill. */
export interface JournalTail {
  /** What the run before left, oldest first. */
  read(): KeptHop[];
  /** The id behind which a run may begin. */
  readonly lastId: number;
  /** To be told of each hop that is new or says more than before. */
  changed(hopId: number): void;
  linked(key: string, hopId: number): void;
  /** Writes all of it with the next group. */
  flush(): void;
}

interface Piece {
  readonly number: number;
  /** When it was put last, in milliseconds of `performance.now`. */
  putAt: number;
  isChanged: boolean;
  readonly keys: Map<number, string[]>;
}

interface Read {
  hop(id: number): Hop | undefined;
  texts(hop: Hop): HopTexts;
}

/** Pieces are packed with zstd, in what takes a few milliseconds each, at most ten times a second. */
export const createJournalTail = (state: State, { hop: hopOf, texts }: Read): JournalTail => {
  const written = (piece: Piece): Uint8Array => {
    const hops: unknown[] = [];
    const lines = [""];
    for (let id = piece.number * PIECE; id < (piece.number + 1) * PIECE; id++) {
      const found = hopOf(id);
      if (!found) continue;
      hops.push([{ ...found, input: undefined, output: undefined }, piece.keys.get(id)]);
      const { input = "", output = "" } = texts(found);
      lines.push(input, output);
    }
    lines[0] = JSON.stringify(hops);
    return packLines(lines);
  };
  const records = state.records<Piece, Uint8Array>("journal/hops", z.instanceof(Uint8Array), written);
  const ids = state.records("journal/ids", z.object({ until: z.number() }));
  const lastId = new Map(ids.read()).get("taken")?.until ?? 0;
  const pieces = new Map<number, Piece>();
  let newest = -1;
  let takenUntil = lastId;
  let timer: NodeJS.Timeout | undefined;

  const put = (piece: Piece) => {
    piece.isChanged = false;
    piece.putAt = performance.now();
    records.put(String(piece.number), piece);
  };
  const look = () => {
    timer = undefined;
    const changed = [...pieces.values()].filter(({ isChanged }) => isChanged);
    const next = changed.find(({ putAt }) => performance.now() - putAt >= REST_MS);
    if (next) put(next);
    if (changed.length > 0) lookSoon();
  };
  const lookSoon = () => {
    if (!timer) timer = setTimeout(look, LOOKS_EVERY_MS).unref();
  };
  const pieceOf = (hopId: number): Piece | undefined => {
    const number = Math.floor(hopId / PIECE);
    const known = pieces.get(number);
    if (known || number < newest) return known;
    newest = number;
    const piece: Piece = { number, putAt: performance.now(), isChanged: false, keys: new Map() };
    pieces.set(number, piece);
    const [oldest] = pieces.keys();
    if (pieces.size > MOST_PIECES) {
      pieces.delete(oldest!);
      records.delete(String(oldest));
    }
    return piece;
  };
  const changed = (hopId: number) => {
    if (hopId + IDS / 2 > takenUntil) {
      takenUntil = hopId + IDS;
      ids.put("taken", { until: takenUntil });
    }
    const piece = pieceOf(hopId);
    if (!piece) return;
    piece.isChanged = true;
    lookSoon();
  };

  return {
    lastId,
    read() {
      const left = [...records.read()].sort(([a], [b]) => Number(a) - Number(b));
      return left.flatMap(([number, bytes]) => {
        const own = pieceOf(Number(number) * PIECE)?.keys;
        try {
          const [head = "[]", ...lines] = zstdDecompressSync(bytes).toString().split("\n");
          return (JSON.parse(head) as [Hop, string[] | null][]).map(([hop, keys], at): KeptHop => {
            if (keys) own?.set(hop.id, keys);
            const texts = { input: lines[2 * at] || undefined, output: lines[2 * at + 1] || undefined };
            return { hop, texts, keys: keys ?? [] };
          });
        } catch (error) {
          records.delete(number);
          state.drop(`up to ${PIECE} hops of traces: ${(error as Error).message}`);
          return [];
        }
      });
    },
    changed,
    linked(key, hopId) {
      const keys = pieceOf(hopId)?.keys;
      if (!keys) return;
      const known = keys.get(hopId);
      if (known) known.push(key);
      else keys.set(hopId, [key]);
      changed(hopId);
    },
    flush() {
      for (const piece of pieces.values()) if (piece.isChanged) put(piece);
    },
  };
};
