import { useShop } from "../../shop/shop-context.tsx";

/** What a store is called among colleagues: Mitte, for Sourdough Mitte. */
export const useStoreName = () => {
  const { stores } = useShop();
  return (storeId: string) =>
    stores.data?.find((store) => store.storeId === storeId)?.name.replace(/^Sourdough /, "") ?? storeId;
};
