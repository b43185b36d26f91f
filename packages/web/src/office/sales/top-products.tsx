import { ProductDrawing } from "../../drawings/product-drawing.tsx";
import { useShop } from "../../shop/shop-context.tsx";
import { money } from "../../ui/money.ts";
import { counted } from "../counts.ts";
import type { ProductSales } from "./products.ts";

const shownFirst = 6;

/** What sold best, as bars that are text, too. */
export const TopProducts = ({ products }: { products: readonly ProductSales[] }) => {
  const { product } = useShop();
  if (products.length === 0) return null;
  const most = products[0]!.pieces;
  return (
    <div className="ranking">
      <h3>Sold best</h3>
      <ol>
        {products.slice(0, shownFirst).map(({ sku, pieces, revenueCents, piecesBefore }) => (
          <li key={sku} data-category={product(sku)?.category} data-sku={sku}>
            <ProductDrawing sku={sku} category={product(sku)?.category} />
            <span className="ranking-name">{product(sku)?.name ?? sku}</span>
            <span className="ranking-value">
              {counted(pieces, "piece")}
              <small>{money(revenueCents)}</small>
            </span>
            <span className="ranking-bar" aria-hidden="true">
              <i style={{ width: `${(pieces / most) * 100}%` }} />
            </span>
            <span className="visually-hidden">, a week before {counted(piecesBefore, "piece")}</span>
          </li>
        ))}
      </ol>
    </div>
  );
};
