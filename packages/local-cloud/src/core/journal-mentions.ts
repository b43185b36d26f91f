import { type HopList, hopsIn, withHop } from "./hop-list.ts";

/** Ids that some hops mention, and what of them requests from outside were about. */
export interface MentionedIds {
  note(hopId: number, ids: readonly string[]): void;
  noteSubject(id: string | undefined): void;
  /** Hops that mention the id. */
  find(id: string): readonly number[];
  of(hopId: number): string[];
  all(): Iterable<string>;
  isSubject(id: string): boolean;
  /** Mentions in all. */
  readonly count: number;
}

interface Mention {
  readonly id: string;
  hops: HopList;
}

/** Of one payload: a list of thousands is nobody's way through the system. */
const MOST_AT_ONCE = 1024;

const none: readonly Mention[] = [];

/** Of hops from `firstHop` on. */
export const createMentions = (firstHop: number): MentionedIds => {
  const byId = new Map<string, Mention>();
  const byHop: (readonly Mention[] | undefined)[] = [];
  const subjects = new Set<string>();
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

  return {
    note(hopId, ids) {
      if (ids.length === 0) return;
      const known = byHop[hopId - firstHop] ?? none;
      const added = ids.slice(0, MOST_AT_ONCE).flatMap((id) => mentionOf(id, hopId, known) ?? none);
      if (added.length === 0) return;
      count += added.length;
      byHop[hopId - firstHop] = known.concat(added);
    },
    noteSubject(id) {
      if (id !== undefined) subjects.add(ownCopy(id));
    },
    find: (id) => hopsIn(byId.get(id)?.hops),
    of: (hopId) => byHop[hopId - firstHop]?.map(({ id }) => id) ?? [],
    all: () => byId.keys(),
    isSubject: (id) => subjects.has(id),
    get count() {
      return count;
    },
  };
};

// A piece of a string keeps the whole alive in V8; a copy does not.
const ownCopy = (text: string): string => Buffer.from(text, "latin1").toString("latin1");
