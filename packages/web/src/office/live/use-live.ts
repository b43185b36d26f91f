import type { OfficeTopic } from "@sourdough/events-schema/http";
import type { Connection, FollowOptions, Office, OrderError } from "@sourdough/order-client";
import { useCallback, useEffect, useRef, useState } from "react";
import { toOrderError } from "../../app/to-order-error.ts";
import { client } from "../../client.ts";

export interface Live<List> {
  office: Office | undefined;
  /** None until it came for the first time. */
  list: List | undefined;
  /** When it came last, in milliseconds since the epoch by this machine's clock. */
  asOf: number | undefined;
  connection: Connection;
  problem: OrderError | undefined;
  tryAgain(): void;
}

/** How to follow something until the signal aborts. */
export type Follow<List> = (office: Office, options: FollowOptions) => AsyncIterable<List>;

const unknown = { list: undefined, asOf: undefined, connection: "connecting", problem: undefined } as const;

/** What `follow` tells, live for as long as the page shows it; from the start when there is another `follow`. */
export const useLive = <List>(follow: Follow<List> | undefined): Live<List> => {
  const [state, setState] = useState<Omit<Live<List>, "tryAgain">>({ office: undefined, ...unknown });
  const [round, setRound] = useState(0);
  const followed = useRef(follow);

  // biome-ignore lint/correctness/useExhaustiveDependencies: another round is what trying again asks for.
  useEffect(() => {
    if (!follow) return;
    const abort = new AbortController();
    const { signal } = abort;
    const update = (more: Partial<typeof state>) =>
      signal.aborted || setState((before) => ({ ...before, ...more }));
    const run = async () => {
      const office = await client.office();
      update({ office });
      const onConnection = (connection: Connection) => update({ connection });
      for await (const list of follow(office, { signal, onConnection })) update({ list, asOf: Date.now() });
    };
    update(followed.current === follow ? { problem: undefined } : unknown);
    followed.current = follow;
    run().catch((error: unknown) => signal.aborted || update({ problem: toOrderError(error) }));
    return () => abort.abort();
  }, [follow, round]);

  const tryAgain = useCallback(() => setRound((before) => before + 1), []);
  return { ...state, tryAgain };
};

/** A topic's list. */
export const useTopic = <List>(topic: OfficeTopic): Live<List> =>
  useLive(useCallback<Follow<List>>((office, options) => office.watch<List>(topic, options), [topic]));
