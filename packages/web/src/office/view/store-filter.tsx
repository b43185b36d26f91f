import { useId } from "react";
import { useShop } from "../../shop/shop-context.tsx";

interface Props {
  storeIds: readonly string[];
  /** All of them without. */
  chosen: string | undefined;
  onChoose(storeId: string | undefined): void;
}

/** Which stores sales, demand and stock are of. */
export const StoreFilter = ({ storeIds, chosen, onChoose }: Props) => {
  const id = useId();
  const { stores } = useShop();
  const nameOf = (storeId: string) =>
    stores.data?.find((store) => store.storeId === storeId)?.name.replace(/^Sourdough /, "") ?? storeId;
  return (
    <fieldset className="switch store-filter">
      <legend className="visually-hidden">Store</legend>
      {[undefined, ...storeIds].map((storeId) => (
        <label key={storeId ?? "all"}>
          <input type="radio" name={id} checked={storeId === chosen} onChange={() => onChoose(storeId)} />
          <span>{storeId ? nameOf(storeId) : "All stores"}</span>
        </label>
      ))}
    </fieldset>
  );
};
