import type { ConsoleStream } from "sourdough-local/console-api";

type Name = keyof ConsoleStream;
type Listener<N extends Name> = (data: ConsoleStream[N]) => void;

export type Liveness = "connecting" | "live" | "lost";

export interface Stream {
  on<N extends Name>(name: N, listener: Listener<N>): () => void;
  liveness(): Liveness;
  onLiveness(listener: () => void): () => void;
}

const names: Name[] = ["hello", "pulse", "changed", "traces", "notice"];

/** One connection for the whole page: browsers allow six to a host, over all its tabs. */
export const openStream = (url: string): Stream => {
  const listeners = new Map<Name, Set<(data: never) => void>>();
  const watchers = new Set<() => void>();
  let state: Liveness = "connecting";
  const become = (next: Liveness) => {
    if (state === next) return;
    state = next;
    for (const watcher of watchers) watcher();
  };

  const connect = () => {
    const source = new EventSource(url);
    for (const name of names)
      source.addEventListener(name, (event) => {
        become("live");
        const data = JSON.parse((event as MessageEvent<string>).data) as never;
        for (const listener of listeners.get(name) ?? []) listener(data);
      });
    source.addEventListener("open", () => become("live"));
    source.addEventListener("error", () => {
      become("lost");
      // The browser gives up for good after an answer that is no stream, as a starting server may send.
      if (source.readyState !== EventSource.CLOSED) return;
      source.close();
      setTimeout(connect, 1500);
    });
  };
  connect();

  return {
    on(name, listener) {
      const set = listeners.get(name) ?? new Set();
      listeners.set(name, set);
      set.add(listener as (data: never) => void);
      return () => set.delete(listener as (data: never) => void);
    },
    liveness: () => state,
    onLiveness(listener) {
      watchers.add(listener);
      return () => watchers.delete(listener);
    },
  };
};
