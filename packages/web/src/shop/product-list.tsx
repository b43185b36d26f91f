import type { MenuItem } from "@sourdough/order-client";
import { useState } from "react";
import { ProductCard } from "./product-card.tsx";
import { useShop } from "./shop-context.tsx";

/** Products of a category that are shown at first, and more with each press: a menu may have thousands. */
const atOnce = 120;

export const ProductList = ({ name, items }: { name: string; items: readonly MenuItem[] }) => {
  const { basket, setQuantity } = useShop();
  const [most, setMost] = useState(atOnce);
  const left = items.length - most;
  return (
    <>
      <ul className="products">
        {items.slice(0, most).map((item) => (
          <ProductCard
            key={item.sku}
            item={item}
            quantity={basket[item.sku] ?? 0}
            onChange={(quantity) => setQuantity(item.sku, quantity)}
          />
        ))}
      </ul>
      {left > 0 && (
        <button type="button" className="button quiet more-products" onClick={() => setMost(most + atOnce)}>
          {`Show ${Math.min(left, atOnce)} more of ${items.length} in ${name}`}
        </button>
      )}
    </>
  );
};
