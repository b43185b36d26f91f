import { useEffect } from "react";
import { useCustomer } from "../account/customer-context.tsx";
import { navigate } from "../app/router.tsx";
import { useCheckout } from "../checkout/use-checkout.ts";
import { useShop } from "../shop/shop-context.tsx";
import { money } from "../ui/money.ts";
import { orderNumber } from "../ui/order-number.ts";
import { PageTitle } from "../ui/page-title.tsx";
import { CancelOrder } from "./cancel-order.tsx";
import { ConnectionSign } from "./connection-sign.tsx";
import { OrderLines } from "./order-lines.tsx";
import { OrderProblem } from "./order-problem.tsx";
import { ReturnsList } from "./returns-list.tsx";
import { happening, headline, rejection, unpaidNote } from "./status-texts.ts";
import { timeline } from "./timeline.ts";
import { TimelineList } from "./timeline-list.tsx";
import { TrackerScene } from "./tracker-scene.tsx";
import { UnsentOrder } from "./unsent-order.tsx";
import { useOrder } from "./use-order.ts";

/** One order, live. */
export const TrackerPage = ({ orderId }: { orderId: string }) => {
  const { customer } = useCustomer();
  const { stores, replaceBasket, chooseStore, menu } = useShop();
  const checkout = useCheckout(orderId);
  const followed = useOrder(orderId, customer);
  const { changes, order, connection, problem } = followed;

  // What failed while it was offline may work now that the order got through.
  const { tryAgain } = followed;
  const isStuck = problem !== undefined && checkout?.state === "received";
  useEffect(() => {
    if (isStuck) tryAgain();
  }, [isStuck, tryAgain]);

  const last = changes.at(-1);
  const lines = order?.lines ?? checkout?.body.lines;
  const storeId = order?.storeId ?? checkout?.body.storeId;
  const store = stores.data?.find((one) => one.storeId === storeId)?.name ?? "the store";

  const orderAgain = () => {
    if (!lines || !storeId) return;
    replaceBasket(Object.fromEntries(lines.map(({ sku, quantity }) => [sku, quantity])));
    chooseStore(storeId);
    menu.reload();
    navigate("/");
  };

  if (checkout && checkout.state !== "received" && !last)
    return <UnsentOrder checkout={checkout} onTakenBack={orderAgain} />;
  if (problem) return <OrderProblem problem={problem} onTryAgain={tryAgain} />;

  const step = last?.status ?? order?.status ?? "RECEIVED";
  const reason = last?.reason ? rejection[last.reason] : undefined;
  return (
    <div className="tracker" data-status={step}>
      <section className="tracker-now" aria-live="polite">
        <p className="order-number">
          Order <code>{orderNumber(orderId)}</code>
        </p>
        <PageTitle tab={headline[step].replace(/\.$/, "")}>{headline[step]}</PageTitle>
        {reason && <p className="tracker-reason">{reason.why}</p>}
        {order && (last?.unpaid ?? order.unpaid) && (
          <p className="tracker-reason">{unpaidNote(step, money(order.totalCents))}</p>
        )}
        <p>{happening[step](store, orderNumber(orderId))}</p>
        {order && <ReturnsList order={order} />}
        {reason && (
          <button type="button" className="button" onClick={orderAgain}>
            {reason.next}
          </button>
        )}
        {lines && <TrackerScene step={step} orderId={orderId} lines={lines} />}
      </section>
      <section className="tracker-way" aria-label="Timeline">
        <TimelineList stops={timeline({ changes, order, receivedAt: checkout?.receivedAt })} />
        <div className="tracker-foot">
          <ConnectionSign connection={connection} />
          {(step === "PENDING" || step === "CONFIRMED") && <CancelOrder orderId={orderId} />}
        </div>
      </section>
      {lines && (
        <div className="tracker-side">
          <section className="ticket" aria-label="What you ordered">
            <header className="ticket-head">
              <h2>{store}</h2>
              <p>{orderId}</p>
            </header>
            <OrderLines lines={lines} />
          </section>
        </div>
      )}
    </div>
  );
};
