import { useId } from "react";
import { useStoreName } from "./use-store-name.ts";

interface Props {
  storeIds: readonly string[];
  /** All of them without. */
  chosen: string | undefined;
  onChoose(storeId: string | undefined): void;
}

/** Which stores sales, demand and stock are of. */
export const StoreFilter = ({ storeIds, chosen, onChoose }: Props) => {
  const id = useId();
  const nameOf = useStoreName();
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
