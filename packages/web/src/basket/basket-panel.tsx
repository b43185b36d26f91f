import { useState } from "react";
import { useCustomer } from "../account/customer-context.tsx";
import { navigate } from "../app/router.tsx";
import { useOnline } from "../app/use-online.ts";
import { CardChoice } from "../checkout/card-choice.tsx";
import { cards } from "../checkout/cards.ts";
import { checkouts } from "../checkout/use-checkout.ts";
import { useShop } from "../shop/shop-context.tsx";
import { money } from "../ui/money.ts";
import { BasketLineRow } from "./basket-line.tsx";
import { EmptyBasket } from "./empty-basket.tsx";

/** The ticket: what will be ordered, for how much, from where, and how it is paid. */
export const BasketPanel = ({ onOrdered }: { onOrdered?: () => void }) => {
  const { pricing, basket, store, setQuantity, replaceBasket, menu } = useShop();
  const { customer, askToSignIn } = useCustomer();
  const online = useOnline();
  const [card, setCard] = useState<string>(cards[0]?.paymentMethodId ?? "");
  const { lines, totalCents, orderable } = pricing;

  const order = async () => {
    if (!customer && !(await askToSignIn("So that you can follow your order, and nobody else can."))) return;
    if (!store) return;
    const body = {
      storeId: store.storeId,
      paymentMethodId: card,
      lines: lines.map(({ sku, quantity, item }) => ({ sku, quantity, unitPriceCents: item!.priceCents })),
    };
    const orderId = checkouts.start(body);
    replaceBasket({});
    onOrdered?.();
    navigate(`/orders/${orderId}`);
  };

  if (Object.keys(basket).length === 0) return <EmptyBasket />;
  return (
    <section className="ticket basket" aria-label="Basket">
      <header className="ticket-head">
        <h2>Your basket</h2>
        {store && (
          <p>
            to collect at <strong>{store.name}</strong>
          </p>
        )}
      </header>
      <ul className="basket-lines">
        {lines.map((line) => (
          <BasketLineRow
            key={line.sku}
            line={line}
            known={menu.data !== undefined}
            onChange={(quantity) => setQuantity(line.sku, quantity)}
          />
        ))}
      </ul>
      <p className="basket-total">
        <span>Total</span>
        <output>{money(totalCents)}</output>
      </p>
      <CardChoice chosen={card} onChoose={setCard} />
      <button type="button" className="button wide" disabled={!orderable} onClick={order}>
        {customer ? `Order for ${money(totalCents)}` : `Sign in and order for ${money(totalCents)}`}
      </button>
      {!online && <p className="basket-hint">You are offline. Order anyway: it is sent once you are back.</p>}
      {online && !orderable && menu.data && (
        <p className="basket-hint">Change what {store?.name ?? "the store"} cannot give you, then order.</p>
      )}
    </section>
  );
};
