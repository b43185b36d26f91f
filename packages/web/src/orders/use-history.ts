import type { OrderView } from "@sourdough/events-schema/http";
import type { OrderError } from "@sourdough/order-client";
import { useCallback, useEffect, useState } from "react";
import { toOrderError } from "../app/to-order-error.ts";
import { client } from "../client.ts";

interface History {
  orders: readonly OrderView[];
  cursor: string | undefined;
  error: OrderError | undefined;
  loading: boolean;
}

const none: History = { orders: [], cursor: undefined, error: undefined, loading: true };

/** Pages of the customer's orders; `more` is there while there are earlier ones. */
export const useHistory = (customerId: string | undefined) => {
  const [history, setHistory] = useState(none);

  const load = useCallback(async (before: readonly OrderView[], cursor: string | undefined) => {
    setHistory((known) => ({ ...known, loading: true }));
    try {
      const page = await client.orders({ cursor });
      setHistory({
        orders: [...before, ...page.orders],
        cursor: page.cursor,
        error: undefined,
        loading: false,
      });
    } catch (error) {
      setHistory((known) => ({ ...known, error: toOrderError(error), loading: false }));
    }
  }, []);
  const reload = useCallback(() => load([], undefined), [load]);

  useEffect(() => {
    if (customerId) void reload();
  }, [customerId, reload]);

  const { orders, cursor, error, loading } = history;
  return { orders, error, loading, reload, more: cursor ? () => load(orders, cursor) : undefined };
};
