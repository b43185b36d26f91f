import type { Connection, FollowOptions } from "@sourdough/order-client";

/** As good as the worst of them. */
export const worst = (connections: readonly Connection[]): Connection =>
  connections.find((one) => one === "reconnecting") ??
  connections.find((one) => one === "connecting") ??
  "live";

/**
 * Follows several things as one: what each said last, in their order, once all of them have said something, and again
 * with each. Ends when one of them ends, and throws what one of them throws; the others are then left, too.
 */
export async function* together<Of, List>(
  subjects: readonly Of[],
  watch: (subject: Of, options: FollowOptions) => AsyncGenerator<List, void, undefined>,
  { signal, onConnection }: FollowOptions,
): AsyncGenerator<List[], void, undefined> {
  const connections: Connection[] = subjects.map(() => "connecting");
  const leaving = new AbortController();
  const options = (index: number): FollowOptions => ({
    signal: signal ? AbortSignal.any([signal, leaving.signal]) : leaving.signal,
    onConnection: (connection) => {
      connections[index] = connection;
      onConnection?.(worst(connections));
    },
  });
  const watchers = subjects.map((subject, index) => watch(subject, options(index)));
  const next = (index: number) => watchers[index]!.next().then((said) => ({ index, said }));
  const said: (readonly [List] | undefined)[] = subjects.map(() => undefined);
  const waiting = watchers.map((_, index) => next(index));
  try {
    while (waiting.length > 0) {
      const { index, said: result } = await Promise.race(waiting);
      if (result.done) return;
      said[index] = [result.value];
      waiting[index] = next(index);
      const lists = said.flatMap((one) => one ?? []);
      if (lists.length === said.length) yield lists;
    }
  } finally {
    leaving.abort();
    // Nobody waits for them any more: what they still throw is of no interest.
    for (const one of waiting) one.catch(() => undefined);
  }
}
