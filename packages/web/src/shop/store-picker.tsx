import { useShop } from "./shop-context.tsx";

interface Props {
  label: string;
  chosen: string | undefined;
  onChoose(storeId: string): void;
}

export const StorePicker = ({ label, chosen, onChoose }: Props) => {
  const { stores } = useShop();
  if (!stores.data) return <div className="store-picker" aria-hidden="true" />;
  return (
    <fieldset className="store-picker">
      <legend className="visually-hidden">{label}</legend>
      {stores.data.map(({ storeId, name, city }) => (
        <label key={storeId}>
          <input
            type="radio"
            name="store"
            value={storeId}
            checked={storeId === chosen}
            onChange={() => onChoose(storeId)}
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
