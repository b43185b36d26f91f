import type { OrderError } from "@sourdough/order-client";
import { useCallback, useEffect, useState } from "react";
import { toOrderError } from "./to-order-error.ts";

export interface Loaded<T> {
  /** What was loaded last, also while it is loaded again or when that failed. */
  data: T | undefined;
  error: OrderError | undefined;
  loading: boolean;
  reload(): void;
}

/** Loads on mount and when `load` changes; an answer that comes after the next question is dropped. */
export const useLoaded = <T>(load: (signal: AbortSignal) => Promise<T>): Loaded<T> => {
  const [state, setState] = useState<Omit<Loaded<T>, "reload">>({
    data: undefined,
    error: undefined,
    loading: true,
  });
  const [round, setRound] = useState(0);

  // biome-ignore lint/correctness/useExhaustiveDependencies: another round is what reload asks for.
  useEffect(() => {
    const abort = new AbortController();
    setState((before) => ({ ...before, loading: true }));
    load(abort.signal).then(
      (data) => abort.signal.aborted || setState({ data, error: undefined, loading: false }),
      (error: unknown) =>
        abort.signal.aborted ||
        setState((before) => ({ ...before, error: toOrderError(error), loading: false })),
    );
    return () => abort.abort();
  }, [load, round]);

  const reload = useCallback(() => setRound((before) => before + 1), []);
  return { ...state, reload };
};
