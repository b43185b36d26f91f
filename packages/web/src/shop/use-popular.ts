import { useEffect, useState } from "react";
import { useCustomer } from "../account/customer-context.tsx";
import { client } from "../client.ts";

interface Popular {
  storeId: string;
  skus: readonly string[];
  at: string | undefined;
}

/** Milliseconds: after that nobody looks, and what was popular is not popular right now. */
const holdsFor = 15 * 60_000;
const asksEvery = 2 * 60_000;
const none: readonly string[] = [];

/**
 * What is wanted most in a store: live for whoever is signed in, since the channel asks who listens; for everybody else
 * every two minutes, while the page is looked at. Without an answer nothing is popular.
 */
export const usePopular = (storeId: string | undefined): readonly string[] => {
  const { customer } = useCustomer();
  const [popular, setPopular] = useState<Popular>();
  const isSignedIn = Boolean(customer);
  const isKnown = customer !== undefined;

  useEffect(() => {
    if (!storeId || !isKnown) return undefined;
    const abort = new AbortController();
    const take = ({ skus, at }: { skus: readonly string[]; at?: string | undefined }) =>
      abort.signal.aborted || setPopular({ storeId, skus, at });
    const ask = () =>
      document.visibilityState === "visible" &&
      client.popular(storeId, { signal: abort.signal }).then(take, () => {});
    const watch = async () => {
      for await (const view of client.watchPopular(storeId, { signal: abort.signal })) take(view);
    };
    if (isSignedIn) watch().catch(() => {});
    else void ask();
    const timer = isSignedIn ? undefined : setInterval(ask, asksEvery);
    return () => {
      clearInterval(timer);
      abort.abort();
    };
  }, [storeId, isKnown, isSignedIn]);

  if (popular?.storeId !== storeId || !popular?.at) return none;
  return Date.now() - Date.parse(popular.at) < holdsFor ? popular.skus : none;
};
