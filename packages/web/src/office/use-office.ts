import type { OfficeTopic } from "@sourdough/events-schema/http";
import type { Connection, Office, OrderError } from "@sourdough/order-client";
import { useCallback, useEffect, useState } from "react";
import { toOrderError } from "../app/to-order-error.ts";
import { client } from "../client.ts";

export interface OfficeList<List> {
  office: Office | undefined;
  /** None until it came for the first time. */
  list: List | undefined;
  connection: Connection;
  problem: OrderError | undefined;
  tryAgain(): void;
}

/** A topic's list, live for as long as the page shows it. */
export const useOffice = <List>(topic: OfficeTopic): OfficeList<List> => {
  const [state, setState] = useState<Omit<OfficeList<List>, "tryAgain">>({
    office: undefined,
    list: undefined,
    connection: "connecting",
    problem: undefined,
  });
  const [round, setRound] = useState(0);

  // biome-ignore lint/correctness/useExhaustiveDependencies: another round is what trying again asks for.
  useEffect(() => {
    const abort = new AbortController();
    const { signal } = abort;
    const update = (more: Partial<typeof state>) =>
      signal.aborted || setState((before) => ({ ...before, ...more }));
    const follow = async () => {
      const office = await client.office();
      update({ office });
      const onConnection = (connection: Connection) => update({ connection });
      for await (const list of office.watch<List>(topic, { signal, onConnection })) update({ list });
    };
    update({ problem: undefined });
    follow().catch((error: unknown) => signal.aborted || update({ problem: toOrderError(error) }));
    return () => abort.abort();
  }, [topic, round]);

  const tryAgain = useCallback(() => setRound((before) => before + 1), []);
  return { ...state, tryAgain };
};
