/** Ids of hops. Nearly always it is one, and a list of one that is pushed to takes seventeen places in V8. */
export type HopList = number | number[];

const EXACT = 8;

export const withHop = (list: HopList | undefined, id: number): HopList => {
  if (list === undefined) return id;
  if (typeof list === "number") return [list, id];
  if (list.length < EXACT) return [...list, id];
  list.push(id);
  return list;
};

const none: readonly number[] = [];

export const hopsIn = (list: HopList | undefined): readonly number[] =>
  list === undefined ? none : typeof list === "number" ? [list] : list;
