import { ProductDrawing } from "../drawings/product-drawing.tsx";
import { money } from "../ui/money.ts";
import { Stepper } from "../ui/stepper.tsx";
import type { BasketLine } from "./basket.ts";

interface Props {
  line: BasketLine;
  /** Whether the menu is there, so that a missing product is really missing. */
  known: boolean;
  onChange(quantity: number): void;
}

export const BasketLineRow = ({ line: { sku, quantity, item, available }, known, onChange }: Props) => {
  const name = item?.name ?? sku;
  return (
    <li className="basket-line">
      <span className="basket-picture" data-category={item?.category}>
        <ProductDrawing sku={sku} category={item?.category} />
      </span>
      <span className="basket-name">
        {name}
        {item && <small>{money(item.priceCents * quantity)}</small>}
      </span>
      <Stepper name={name} quantity={quantity} max={available} onChange={onChange} />
      {known && quantity > available && (
        <p className="basket-short" role="status">
          {available === 0 ? "Sold out here." : `Only ${available} left.`}
          <button type="button" className="text-button" onClick={() => onChange(available)}>
            {available === 0 ? "Remove it" : `Take ${available}`}
          </button>
        </p>
      )}
    </li>
  );
};
