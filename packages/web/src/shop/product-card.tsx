import type { MenuItem } from "@sourdough/order-client";
import { ProductDrawing } from "../drawings/product-drawing.tsx";
import { money } from "../ui/money.ts";
import { Stepper } from "../ui/stepper.tsx";
import { useSeen } from "./use-seen.ts";

const few = 12;

interface Props {
  storeId: string | undefined;
  item: MenuItem;
  quantity: number;
  isPopular: boolean;
  /** Somebody looked at it. */
  onSeen(): void;
  onChange(quantity: number): void;
}

export const ProductCard = ({ storeId, item, quantity, isPopular, onSeen, onChange }: Props) => {
  const { sku, name, category, priceCents, allergens, onHand } = item;
  return (
    <li
      ref={useSeen(storeId, onSeen)}
      className="product"
      data-category={category}
      data-sold-out={onHand === 0 || undefined}
      data-in-basket={quantity > 0 || undefined}
    >
      <div className="product-picture">
        <ProductDrawing sku={sku} category={category} />
        <Stock onHand={onHand} />
        {isPopular && <span className="popular">Popular right now</span>}
      </div>
      <h3>{name}</h3>
      <p className="product-allergens">
        {allergens.length > 0 ? (
          <>
            <span className="visually-hidden">Contains </span>
            {allergens.join(", ")}
          </>
        ) : (
          "no allergens"
        )}
      </p>
      <div className="product-buy">
        <span className="price">{money(priceCents)}</span>
        <Stepper name={name} quantity={quantity} max={onHand} onChange={onChange} />
      </div>
    </li>
  );
};

const Stock = ({ onHand }: { onHand: number }) => {
  if (onHand === 0) return <span className="stock stock-none">Sold out today</span>;
  return (
    <span className={onHand <= few ? "stock stock-few" : "stock"}>
      {onHand <= few ? `Only ${onHand} left` : `${onHand} left`}
    </span>
  );
};
