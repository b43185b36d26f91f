import type { OrderView } from "@sourdough/events-schema/http";
import type { ReactNode } from "react";
import { ProductDrawing } from "../drawings/product-drawing.tsx";
import { useShop } from "../shop/shop-context.tsx";
import { orderNumber } from "../ui/order-number.ts";
import { timeOf } from "../ui/time.ts";
import { age } from "./age.ts";

interface Props {
  order: OrderView;
  now: number;
  /** What can be done with it. */
  children?: ReactNode;
}

/** An order on the rail: its number, how long it has hung there, and what goes into the bag. */
export const Docket = ({ order: { orderId, status, lines, updatedAt }, now, children }: Props) => {
  const { product } = useShop();
  const { words, isLong } = age(updatedAt, now);
  return (
    <li className="docket" data-status={status} data-order={orderId}>
      <article aria-label={`Order ${orderNumber(orderId)}`}>
        <header>
          <h3>{orderNumber(orderId)}</h3>
          <time dateTime={updatedAt} title={timeOf(updatedAt)} data-long={isLong || undefined}>
            {words}
          </time>
        </header>
        <ul className="docket-lines">
          {lines.map(({ sku, quantity, unitPriceCents }) => (
            <li key={`${sku} ${unitPriceCents}`} data-category={product(sku)?.category}>
              <b>{quantity}</b>
              <span>{product(sku)?.name ?? sku}</span>
              <ProductDrawing sku={sku} category={product(sku)?.category} />
            </li>
          ))}
        </ul>
        {children}
      </article>
    </li>
  );
};
