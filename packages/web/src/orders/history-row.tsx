import type { OrderView } from "@sourdough/events-schema/http";
import { Link } from "../app/router.tsx";
import { ProductDrawing } from "../drawings/product-drawing.tsx";
import { useShop } from "../shop/shop-context.tsx";
import { money } from "../ui/money.ts";
import { dayOf } from "../ui/time.ts";
import { statusName } from "./status-texts.ts";

const shown = 3;

export const HistoryRow = ({
  order: { orderId, storeId, status, lines, totalCents, placedAt },
}: {
  order: OrderView;
}) => {
  const { product, stores } = useShop();
  const store = stores.data?.find((one) => one.storeId === storeId)?.name ?? storeId;
  const names = lines.map(({ sku, quantity }) => `${quantity} × ${product(sku)?.name ?? sku}`);
  return (
    <li>
      <Link className="history-row" href={`/orders/${orderId}`}>
        <span className="history-pictures" aria-hidden="true">
          {lines.slice(0, shown).map(({ sku, unitPriceCents }) => (
            <span
              key={`${sku} ${unitPriceCents}`}
              className="basket-picture"
              data-category={product(sku)?.category}
            >
              <ProductDrawing sku={sku} category={product(sku)?.category} />
            </span>
          ))}
        </span>
        <span className="history-what">
          <strong>
            {names.slice(0, shown).join(", ")}
            {names.length > shown ? ", …" : ""}
          </strong>
          <small>
            <time dateTime={placedAt}>{dayOf(placedAt)}</time> · {store}
          </small>
        </span>
        <span className="badge" data-status={status}>
          {statusName[status]}
        </span>
        <span className="price">{money(totalCents)}</span>
      </Link>
    </li>
  );
};
