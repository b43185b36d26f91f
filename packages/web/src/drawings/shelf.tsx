import type { MenuItem } from "@sourdough/order-client";
import { drawingOf } from "./catalogue.tsx";

interface Props {
  products: readonly { sku: string; category?: MenuItem["category"] | undefined }[];
}

/** Products standing on a board, as in the window. */
export const Shelf = ({ products }: Props) => (
  <div className="shelf">
    {products.map(({ sku, category }) => (
      <svg
        key={sku}
        viewBox="0 0 120 83"
        fill="none"
        strokeLinecap="round"
        strokeLinejoin="round"
        aria-hidden="true"
      >
        {drawingOf(sku, category)}
      </svg>
    ))}
  </div>
);
