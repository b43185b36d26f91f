import type { Activity } from "./activity.ts";

/** What of `sessionStorage` a visit needs. */
export type VisitStorage = Pick<Storage, "getItem" | "setItem">;

const key = "sourdough.visit";

/**
 * A visit: from the first page to when its tab is closed. It knows no more of itself than whether it tells what happens
 * in it, and what has happened, so that this counts once.
 */
export const startVisit = (sampling: number, storage: VisitStorage | undefined = sessionStorage()) => {
  const { isSampled, seen } = read(storage) ?? { isSampled: Math.random() < sampling, seen: [] };
  const done = new Set(seen);
  const keep = () => {
    try {
      storage?.setItem(key, JSON.stringify({ isSampled, seen: [...done] }));
    } catch {
      // A full or forbidden storage: the visit begins anew with the next page.
    }
  };
  keep();
  return {
    isSampled,
    /** Whether it is new to the visit. An order counts for a menu that was shown in it. */
    takes(activity: Activity): boolean {
      const name = nameOf(activity);
      if (name === undefined) return true;
      if (done.has(name)) return false;
      if (activity.kind === "Ordered" && !done.has(nameOf({ ...activity, kind: "MenuShown" })!)) return false;
      done.add(name);
      keep();
      return true;
    },
  };
};

/** By which a visit knows what it has once; the store does not matter to an experiment. */
const nameOf = (activity: Activity): string | undefined => {
  switch (activity.kind) {
    case "ProductViewed":
      return `${activity.storeId} ${activity.sku}`;
    case "AddedToBasket":
      return undefined;
    case "MenuShown":
    case "Ordered":
      return `${activity.kind} ${activity.experiment} ${activity.variant}`;
  }
};

/** Reading it throws where a browser forbids it. */
const sessionStorage = (): VisitStorage | undefined => {
  try {
    return globalThis.sessionStorage;
  } catch {
    return undefined;
  }
};

const read = (storage: VisitStorage | undefined) => {
  try {
    const { isSampled, seen } = JSON.parse(storage?.getItem(key) ?? "null") as {
      isSampled: unknown;
      seen: unknown;
    };
    if (typeof isSampled !== "boolean" || !Array.isArray(seen)) return undefined;
    return { isSampled, seen: seen.filter((one) => typeof one === "string") };
  } catch {
    return undefined;
  }
};
