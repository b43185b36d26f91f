import { stores as chain } from "@sourdough/events-schema/stores";
import type { MenuItem, Store } from "@sourdough/order-client";
import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useState } from "react";
import { activity } from "../activity.ts";
import { stored } from "../app/local-storage.ts";
import { type Loaded, useLoaded } from "../app/use-loaded.ts";
import { type Basket, isBasket, type Pricing, price, withQuantity } from "../basket/basket.ts";
import { client } from "../client.ts";
import { type EdgeVisit, edgeVisit } from "./edge-visit.ts";

interface ShopContext {
  stores: Loaded<Store[]>;
  store: Store | undefined;
  chooseStore(storeId: string): void;
  menu: Loaded<MenuItem[]>;
  /** What the edge told of the visit; nothing until it is known. */
  visit: EdgeVisit | undefined;
  /** Of the chain: the name and category of a product, whatever store an order was for. */
  product(sku: string): MenuItem | undefined;
  basket: Basket;
  pricing: Pricing;
  setQuantity(sku: string, quantity: number): void;
  replaceBasket(basket: Basket): void;
}

const basketMemory = stored("sourdough.basket", isBasket);
const storeMemory = stored("sourdough.store", (value): value is string => typeof value === "string");
const Context = createContext<ShopContext | undefined>(undefined);
const loadStores = (signal: AbortSignal) => client.stores({ signal });

/** Next to the visitor, or the first; an edge that was deployed earlier may know a store that is gone. */
const suggested = ({ storeId }: EdgeVisit) =>
  (chain.find((store) => store.storeId === storeId) ?? chain[0]).storeId;

export const ShopProvider = ({ children }: { children: ReactNode }) => {
  const [chosen, setChosen] = useState(() => storeMemory.read());
  const [visit, setVisit] = useState<EdgeVisit>();
  const [basket, setBasket] = useState<Basket>(() => basketMemory.read() ?? {});
  const stores = useLoaded(loadStores);
  const storeId = chosen ?? (visit && suggested(visit));
  const menu = useLoaded(
    useCallback(
      (signal: AbortSignal) =>
        storeId === undefined ? new Promise<never>(() => {}) : client.menu(storeId, { signal }),
      [storeId],
    ),
  );

  useEffect(() => void edgeVisit().then(setVisit), []);

  // One basket in all tabs. Only the tab that changes it writes it: one that wrote down what it saw would bring back
  // what another has changed again meanwhile.
  useEffect(() => {
    const follow = () => setBasket((before) => basketMemory.read() ?? before);
    const look = ({ key }: StorageEvent) => key === basketMemory.key && follow();
    addEventListener("storage", look);
    // Nobody told this tab of what changed since it first looked.
    follow();
    return () => removeEventListener("storage", look);
  }, []);

  // Stock moves while the customer is elsewhere.
  const { reload } = menu;
  useEffect(() => {
    const look = () => document.visibilityState === "visible" && reload();
    document.addEventListener("visibilitychange", look);
    addEventListener("online", reload);
    return () => {
      document.removeEventListener("visibilitychange", look);
      removeEventListener("online", reload);
    };
  }, [reload]);

  const value = useMemo((): ShopContext => {
    const items = menu.data ?? [];
    const bySku = new Map(items.map((item) => [item.sku, item]));
    const keepBasket = (changed: Basket) => {
      basketMemory.write(changed);
      setBasket(changed);
    };
    return {
      stores,
      store: stores.data?.find((store) => store.storeId === storeId),
      chooseStore: (id) => {
        storeMemory.write(id);
        setChosen(id);
      },
      menu,
      visit,
      product: (sku) => bySku.get(sku),
      basket,
      pricing: price(basket, items),
      setQuantity: (sku, quantity) => {
        if (storeId && quantity > 0 && !basket[sku]) activity.note({ kind: "AddedToBasket", storeId, sku });
        keepBasket(withQuantity(basketMemory.read() ?? basket, sku, quantity));
      },
      replaceBasket: keepBasket,
    };
  }, [stores, menu, visit, basket, storeId]);
  return <Context value={value}>{children}</Context>;
};

export const useShop = (): ShopContext => {
  const context = useContext(Context);
  if (!context) throw new Error("useShop needs a ShopProvider around it.");
  return context;
};
