import type { Connection, Kitchen, KitchenBoard, OrderError } from "@sourdough/order-client";
import { useCallback, useEffect, useState } from "react";
import { toOrderError } from "../app/to-order-error.ts";
import { client } from "../client.ts";

interface State {
  kitchen: Kitchen | undefined;
  /** None until the lists came for the first time. */
  board: KitchenBoard | undefined;
  connection: Connection;
  problem: OrderError | undefined;
}

const nothing: State = { kitchen: undefined, board: undefined, connection: "connecting", problem: undefined };

/** A store's board, live for as long as the page shows it. */
export const useKitchen = (storeId: string) => {
  const [state, setState] = useState(nothing);
  const [round, setRound] = useState(0);

  // biome-ignore lint/correctness/useExhaustiveDependencies: another round is what trying again asks for.
  useEffect(() => {
    const abort = new AbortController();
    const { signal } = abort;
    const update = (more: Partial<State>) => signal.aborted || setState((before) => ({ ...before, ...more }));
    const follow = async () => {
      const kitchen = await client.kitchen(storeId);
      update({ kitchen });
      const onConnection = (connection: Connection) => update({ connection });
      for await (const board of kitchen.watch({ signal, onConnection })) update({ board });
    };
    setState(nothing);
    follow().catch((error: unknown) => signal.aborted || update({ problem: toOrderError(error) }));
    return () => abort.abort();
  }, [storeId, round]);

  const tryAgain = useCallback(() => setRound((before) => before + 1), []);
  return { ...state, tryAgain };
};
