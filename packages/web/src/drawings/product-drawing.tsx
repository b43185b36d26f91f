import type { MenuItem } from "@sourdough/order-client";
import { drawingOf } from "./catalogue.tsx";

interface Props {
  sku: string;
  category?: MenuItem["category"] | undefined;
}

/** Decoration: the name is always written beside it. */
export const ProductDrawing = ({ sku, category }: Props) => (
  <svg
    className="drawing"
    viewBox="0 0 120 100"
    fill="none"
    strokeLinecap="round"
    strokeLinejoin="round"
    aria-hidden="true"
  >
    <ellipse cx="60" cy="87" rx="44" ry="5" className="drawing-shadow" />
    {drawingOf(sku, category)}
  </svg>
);
