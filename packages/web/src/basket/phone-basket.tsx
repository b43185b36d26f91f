import { useState } from "react";
import { useShop } from "../shop/shop-context.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { money } from "../ui/money.ts";
import { BasketPanel } from "./basket-panel.tsx";

/** On a phone: a bar with the total, which opens the basket as a sheet. */
export const PhoneBasket = () => {
  const { pricing } = useShop();
  const [open, setOpen] = useState(false);
  if (pricing.pieces === 0 && !open) return null;
  return (
    <div className="phone-basket">
      <button type="button" className="button wide" onClick={() => setOpen(true)}>
        <span>
          Basket <b>{pricing.pieces}</b>
        </span>
        <span>{money(pricing.totalCents)}</span>
      </button>
      {open && (
        <Dialog label="Basket" className="sheet" onClose={() => setOpen(false)}>
          <BasketPanel onOrdered={() => setOpen(false)} />
        </Dialog>
      )}
    </div>
  );
};
