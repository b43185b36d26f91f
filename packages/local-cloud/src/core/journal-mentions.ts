import { type HopList, hopsIn, withHop } from "./hop-list.ts";
import { type PackedMentions, packMentions } from "./packed-mentions.ts";
import type { Slabs } from "./slabs.ts";

/** Ids that some hops mention, and what of them requests from outside were about. */
export interface MentionedIds {
  note(hopId: number, ids: readonly string[]): void;
  noteSubject(id: string | undefined): void;
  /** Hops that mention the id. */
  find(id: string): readonly number[];
  of(hopId: number): string[];
  startingWith(text: string, limit: number): string[];
  isSubject(id: string): boolean;
  /** Brings what there is into a quarter of the memory; more may be noted. */
  pack(slabs: Slabs): void;
  /** Bytes it takes, roughly. */
  readonly bytes: number;
}

interface Mention {
  readonly id: string;
  hops: HopList;
}

/** Of one payload: a list of thousands is nobody's way through the system. */
const MOST_AT_ONCE = 1024;
/** Bytes of a mention that is not packed: half of an id of 30 characters, and places in two lists. */
const WEIGHT = 120;

const none: readonly Mention[] = [];

/** Of hops from `firstHop` on, 65,536 at most. */
export const createMentions = (firstHop: number): MentionedIds => {
  let byId = new Map<string, Mention>();
  let byHop: (readonly Mention[] | undefined)[] = [];
  const subjects = new Set<string>();
  let packed: PackedMentions | undefined;
  let count = 0;

  const mentionOf = (id: string, hopId: number, known: readonly Mention[]): Mention | undefined => {
    const mention = byId.get(id);
    if (!mention) {
      const first = { id: ownCopy(id), hops: hopId };
      byId.set(first.id, first);
      return first;
    }
    if (hopsIn(mention.hops).at(-1) === hopId || known.includes(mention)) return undefined;
    mention.hops = withHop(mention.hops, hopId);
    return mention;
  };
  const noted = (hopId: number): string[] => byHop[hopId - firstHop]?.map(({ id }) => id) ?? [];
  const packedOf = (hopId: number): string[] => packed?.of(hopId - firstHop) ?? [];

  return {
    note(hopId, ids) {
      if (ids.length === 0) return;
      const known = byHop[hopId - firstHop] ?? none;
      const before = packedOf(hopId);
      const added = ids
        .slice(0, MOST_AT_ONCE)
        .flatMap((id) => (before.includes(id) ? none : (mentionOf(id, hopId, known) ?? none)));
      if (added.length === 0) return;
      count += added.length;
      byHop[hopId - firstHop] = known.concat(added);
    },
    noteSubject(id) {
      if (id !== undefined) subjects.add(ownCopy(id));
    },
    find(id) {
      const before = packed?.find(id).map((place) => place + firstHop) ?? [];
      return [...before, ...hopsIn(byId.get(id)?.hops)];
    },
    of: (hopId) => [...packedOf(hopId), ...noted(hopId)],
    startingWith(text, limit) {
      const found = packed?.startingWith(text, limit) ?? [];
      for (const id of byId.keys()) {
        if (found.length >= limit) break;
        if (id.startsWith(text) && !found.includes(id)) found.push(id);
      }
      return found;
    },
    isSubject: (id) => subjects.has(id),
    pack(slabs) {
      if (packed) return;
      packed = packMentions(
        slabs,
        byHop.map((mentions) => mentions?.map(({ id }) => id)),
      );
      byId = new Map();
      byHop = [];
      count = 0;
    },
    get bytes() {
      return count * WEIGHT + (packed?.bytes ?? 0);
    },
  };
};

// A piece of a string keeps the whole alive in V8; a copy does not.
const ownCopy = (text: string): string => Buffer.from(text, "latin1").toString("latin1");
