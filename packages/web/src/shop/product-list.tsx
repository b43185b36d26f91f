import type { MenuItem } from "@sourdough/order-client";
import { useState } from "react";
import { activity } from "../activity.ts";
import { ProductCard } from "./product-card.tsx";
import { useShop } from "./shop-context.tsx";

/** Products of a category that are shown at first, and more with each press: a menu may have thousands. */
const atOnce = 120;

interface Props {
  name: string;
  items: readonly MenuItem[];
  /** What is popular right now, by SKU. */
  popular: readonly string[];
}

export const ProductList = ({ name, items, popular }: Props) => {
  const { basket, setQuantity, store } = useShop();
  const storeId = store?.storeId;
  const [most, setMost] = useState(atOnce);
  const left = items.length - most;
  return (
    <>
      <ul className="products">
        {items.slice(0, most).map((item) => (
          <ProductCard
            key={item.sku}
            storeId={storeId}
            item={item}
            quantity={basket[item.sku] ?? 0}
            isPopular={item.onHand > 0 && popular.includes(item.sku)}
            onSeen={() => storeId && activity.note({ kind: "ProductViewed", storeId, sku: item.sku })}
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
