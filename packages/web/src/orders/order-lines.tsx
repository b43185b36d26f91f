import { ProductDrawing } from "../drawings/product-drawing.tsx";
import { useShop } from "../shop/shop-context.tsx";
import { money } from "../ui/money.ts";

interface Props {
  lines: readonly { sku: string; quantity: number; unitPriceCents: number }[];
}

export const OrderLines = ({ lines }: Props) => {
  const { product } = useShop();
  const total = lines.reduce((sum, { quantity, unitPriceCents }) => sum + quantity * unitPriceCents, 0);
  return (
    <>
      <ul className="order-lines">
        {lines.map(({ sku, quantity, unitPriceCents }) => {
          const item = product(sku);
          return (
            <li key={`${sku} ${unitPriceCents}`}>
              <span className="basket-picture" data-category={item?.category}>
                <ProductDrawing sku={sku} category={item?.category} />
              </span>
              <span className="basket-name">
                {item?.name ?? sku}
                <small>
                  {quantity} × {money(unitPriceCents)}
                </small>
              </span>
              <span className="price">{money(quantity * unitPriceCents)}</span>
            </li>
          );
        })}
      </ul>
      <p className="basket-total">
        <span>Total</span>
        <output>{money(total)}</output>
      </p>
    </>
  );
};
