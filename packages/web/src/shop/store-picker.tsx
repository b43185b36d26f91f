import { useShop } from "./shop-context.tsx";

export const StorePicker = () => {
  const { stores, store, chooseStore } = useShop();
  if (!stores.data) return <div className="store-picker" aria-hidden="true" />;
  return (
    <fieldset className="store-picker">
      <legend className="visually-hidden">Where will you collect?</legend>
      {stores.data.map(({ storeId, name, city }) => (
        <label key={storeId}>
          <input
            type="radio"
            name="store"
            value={storeId}
            checked={storeId === store?.storeId}
            onChange={() => chooseStore(storeId)}
          />
          <span>
            <strong>{name.replace(/^Sourdough /, "")}</strong>
            <small>{city}</small>
          </span>
        </label>
      ))}
    </fieldset>
  );
};
