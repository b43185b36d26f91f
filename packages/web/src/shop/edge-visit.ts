/** What the edge knows of a visit: hints, each of which may be missing. */
export interface EdgeVisit {
  /** Next to the visitor. A store that they chose themselves counts more. */
  storeId?: string;
  /** Of the menu's order; nothing for whoever is in no experiment. */
  variant?: string;
}

type Memory = Pick<Storage, "getItem" | "setItem">;

const key = "sourdough.edge-visit";
/** Milliseconds. Whoever waits longer gets the shop as it is without. */
const patience = 1_500;

const text = (value: unknown) => (typeof value === "string" && value !== "" ? value : undefined);

const parse = (value: unknown): EdgeVisit | undefined => {
  if (typeof value !== "object" || value === null) return undefined;
  const { storeId, variant } = value as Record<string, unknown>;
  const [store, shown] = [text(storeId), text(variant)];
  return { ...(store && { storeId: store }), ...(shown && { variant: shown }) };
};

const remembered = (memory: Memory | undefined): EdgeVisit | undefined => {
  try {
    return parse(JSON.parse(memory?.getItem(key) ?? "null"));
  } catch {
    return undefined;
  }
};

/** Asks the edge once in a visit, which is as long as the tab is open. Never rejects: no answer is no hint. */
export const askEdge = async (
  memory: Memory | undefined,
  fetch: typeof globalThis.fetch = globalThis.fetch,
): Promise<EdgeVisit> => {
  const known = remembered(memory);
  if (known) return known;
  try {
    const answer = await fetch("/visit", { cache: "no-store", signal: AbortSignal.timeout(patience) });
    const visit = answer.ok ? parse(await answer.json()) : undefined;
    if (!visit) return {};
    memory?.setItem(key, JSON.stringify(visit));
    return visit;
  } catch {
    // Offline, too slow, a development server that has no edge, or a full storage.
    return {};
  }
};

/** Reading it throws where a browser forbids it. */
const sessionMemory = (): Memory | undefined => {
  try {
    return sessionStorage;
  } catch {
    return undefined;
  }
};

let asked: Promise<EdgeVisit> | undefined;

/** Of this page; asked with the first call. */
export const edgeVisit = (): Promise<EdgeVisit> => (asked ??= askEdge(sessionMemory()));
