import type { Slabs } from "./slabs.ts";

/** Which of some hops, by their places, mention which ids. */
export interface PackedMentions {
  /** Places of the hops that mention the id, in their order. */
  find(id: string): number[];
  /** Ids of the hop at a place, in the order they came. */
  of(place: number): string[];
  /** In their order. */
  startingWith(text: string, limit: number): string[];
  readonly bytes: number;
}

type IdsOfHops = readonly (readonly string[] | undefined)[];

/** Lists of numbers in one array, and where each begins. */
interface Lists {
  readonly starts: Uint32Array;
  readonly numbers: Uint32Array;
}

const listsOf = (slabs: Slabs, lists: readonly (readonly number[])[]): Lists => {
  const starts = new Uint32Array(lists.length + 1);
  for (const [at, list] of lists.entries()) starts[at + 1] = starts[at]! + list.length;
  const numbers = new Uint32Array(starts.at(-1)!);
  for (const [at, list] of lists.entries()) numbers.set(list, starts[at]!);
  return { starts: slabs.numbers(starts), numbers: slabs.numbers(numbers) };
};

const listAt = ({ starts, numbers }: Lists, at: number): number[] =>
  at + 1 < starts.length ? [...numbers.subarray(starts[at], starts[at + 1])] : [];

/** Ids, sorted, one behind the other, and by their numbers and by hops who has whom. */
interface Packed {
  readonly text: Buffer;
  readonly ends: Uint32Array;
  readonly byId: Lists;
  readonly byHop: Lists;
}

const pack = (slabs: Slabs, idsOfHops: IdsOfHops): Packed => {
  const ids = [...new Set(idsOfHops.flatMap((of) => of ?? []))].sort();
  const numberOf = new Map(ids.map((id, number) => [id, number]));
  const places: number[][] = ids.map(() => []);
  const numbers = Array.from(idsOfHops, (of = [], place) =>
    of.map((id) => {
      const number = numberOf.get(id)!;
      places[number]!.push(place);
      return number;
    }),
  );
  const ends = new Uint32Array(ids.length);
  let end = 0;
  for (const [number, id] of ids.entries()) ends[number] = end += id.length;
  return {
    text: slabs.bytes(Buffer.from(ids.join(""), "latin1")),
    ends: slabs.numbers(ends),
    byId: listsOf(slabs, places),
    byHop: listsOf(slabs, numbers),
  };
};

const read = ({ text, ends, byId, byHop }: Packed): PackedMentions => {
  const idAt = (number: number) => text.toString("latin1", number === 0 ? 0 : ends[number - 1], ends[number]);
  /** The first id that is not before the text. */
  const firstFrom = (wanted: string): number => {
    let low = 0;
    let high = ends.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (idAt(middle) < wanted) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  return {
    find(id) {
      const number = firstFrom(id);
      return number < ends.length && idAt(number) === id ? listAt(byId, number) : [];
    },
    of: (place) => listAt(byHop, place).map(idAt),
    startingWith(wanted, limit) {
      const found: string[] = [];
      for (let number = firstFrom(wanted); number < ends.length && found.length < limit; number++) {
        const id = idAt(number);
        if (!id.startsWith(wanted)) break;
        found.push(id);
      }
      return found;
    },
    bytes: [text, ends, byId.starts, byId.numbers, byHop.starts, byHop.numbers].reduce(
      (sum, { byteLength }) => sum + byteLength,
      0,
    ),
  };
};

/**
 * In a few arrays, instead of a string, an object and two lists for each. Apart from what reads it, since closures keep
 * all that any of their function's closures needs.
 */
export const packMentions = (slabs: Slabs, idsOfHops: IdsOfHops): PackedMentions =>
  read(pack(slabs, idsOfHops));
