import type { LowStock } from "@sourdough/order-client";
import { ProductDrawing } from "../../drawings/product-drawing.tsx";
import { Shelf } from "../../drawings/shelf.tsx";
import { counted } from "../counts.ts";
import type { Live } from "../live/use-live.ts";
import { Panel } from "../panel.tsx";
import { useStoreName } from "../view/use-store-name.ts";

/** What is running out, and where: the emptiest first. */
export const StockPanel = ({ live }: { live: Live<LowStock[]> }) => {
  const lists = live.list ?? [];
  const low = lists.reduce((sum, { items }) => sum + items.length, 0);
  const soldOut = lists.flatMap(({ items }) => items).filter(({ onHand }) => onHand === 0).length;
  const nameOf = useStoreName();
  return (
    <Panel
      id="stock"
      name="Low stock"
      tone={!live.list ? "plain" : low === 0 ? "good" : "bad"}
      live={live}
      skeleton={3}
      aside={soldOut > 0 ? `${soldOut} sold out` : low > 0 ? counted(low, "product") : undefined}
      empty={
        low === 0 ? (
          <div className="panel-empty">
            <Shelf products={[{ sku: "country-loaf" }, { sku: "brioche-loaf" }]} />
            <p>Nothing is running out. The shelves are full.</p>
          </div>
        ) : undefined
      }
    >
      {lists
        .filter(({ items }) => items.length > 0)
        .map(({ storeId, items }) => (
          <div key={storeId} className="shelf-of-store" data-store={storeId}>
            {lists.length > 1 && <h3>{nameOf(storeId)}</h3>}
            <ul className="low-stock">
              {items
                .toSorted((one, other) => one.onHand - other.onHand)
                .map(({ sku, name, category, onHand }) => (
                  <li key={sku} data-sku={sku} data-gone={onHand === 0 || undefined} data-category={category}>
                    <ProductDrawing sku={sku} category={category} />
                    <span>{name}</span>
                    <strong>
                      {onHand === 0 ? (
                        "sold out"
                      ) : (
                        <>
                          {onHand}
                          <small> left</small>
                        </>
                      )}
                    </strong>
                  </li>
                ))}
            </ul>
          </div>
        ))}
    </Panel>
  );
};
