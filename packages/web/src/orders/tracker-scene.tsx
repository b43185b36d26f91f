import { Crumbs, PaperBag } from "../drawings/paper-bag.tsx";
import { Shelf } from "../drawings/shelf.tsx";
import { useShop } from "../shop/shop-context.tsx";
import { orderNumber } from "../ui/order-number.ts";
import type { Step } from "./status-texts.ts";

interface Props {
  step: Step;
  orderId: string;
  lines: readonly { sku: string }[];
}

const most = 4;

/** The order as it stands on the shelf: its products, then the bag, then the crumbs. */
export const TrackerScene = ({ step, orderId, lines }: Props) => {
  const { product } = useShop();
  if (step === "READY")
    return (
      <div className="shelf scene-bag">
        <PaperBag number={orderNumber(orderId)} />
      </div>
    );
  if (step === "COLLECTED")
    return (
      <div className="shelf">
        <Crumbs />
      </div>
    );
  return (
    <Shelf products={lines.slice(0, most).map(({ sku }) => ({ sku, category: product(sku)?.category }))} />
  );
};
