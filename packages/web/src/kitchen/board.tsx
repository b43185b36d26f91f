import type { Kitchen, KitchenBoard } from "@sourdough/order-client";
import { useRef, useState } from "react";
import { toOrderError } from "../app/to-order-error.ts";
import { Shelf } from "../drawings/shelf.tsx";
import { money } from "../ui/money.ts";
import { Notice } from "../ui/notice.tsx";
import { orderNumber } from "../ui/order-number.ts";
import { Docket } from "./docket.tsx";
import { Rail } from "./rail.tsx";
import { useNow } from "./use-now.ts";

interface Props {
  kitchen: Kitchen;
  board: KitchenBoard;
}

type Verb = "markReady" | "markCollected";

/** The order that has waited longest first: it is the next to do. */
const oldestFirst = <T,>(orders: readonly T[]) => orders.toReversed();

export const Board = ({ kitchen, board }: Props) => {
  const now = useNow();
  const [busy, setBusy] = useState<readonly string[]>([]);
  const [refused, setRefused] = useState<string>();
  const rails = useRef<HTMLDivElement>(null);

  /** A docket leaves its rail, and the focus would leave with it: the one after it is next. */
  const nextToFocus = (orderId: string) => {
    const docket = rails.current?.querySelector(`[data-order="${orderId}"]`);
    if (!docket?.contains(document.activeElement)) return undefined;
    const neighbour = docket.nextElementSibling ?? docket.previousElementSibling;
    return neighbour?.querySelector("button") ?? docket.closest(".rail")?.querySelector("h2");
  };
  const move = async (verb: Verb, orderId: string) => {
    setRefused(undefined);
    setBusy((before) => [...before, orderId]);
    try {
      const next = nextToFocus(orderId);
      await kitchen[verb](orderId);
      next?.focus({ preventScroll: true });
    } catch (error) {
      setRefused(`Order ${orderNumber(orderId)}: ${toOrderError(error).message}`);
    } finally {
      setBusy((before) => before.filter((one) => one !== orderId));
    }
  };
  const button = (verb: Verb, orderId: string, label: string) => (
    <button
      type="button"
      className="button wide"
      aria-label={`${label}: order ${orderNumber(orderId)}`}
      aria-disabled={busy.includes(orderId) || undefined}
      onClick={() => busy.includes(orderId) || move(verb, orderId)}
    >
      {label}
    </button>
  );
  const { confirmed, ready, collected, notCollected, cancelled } = board;

  return (
    <div className="rails" ref={rails}>
      {refused && <Notice tone="problem">{refused}</Notice>}
      <Rail
        name="To pack"
        tone="pack"
        orders={oldestFirst(confirmed)}
        empty={
          <>
            <Shelf products={[{ sku: "butter-croissant" }, { sku: "country-loaf" }, { sku: "pretzel" }]} />
            <p>All packed. The next order comes by itself.</p>
          </>
        }
        docket={(order) => (
          <Docket key={order.orderId} order={order} now={now}>
            {button("markReady", order.orderId, "Ready")}
          </Docket>
        )}
      />
      <Rail
        name="On the counter"
        tone="ready"
        orders={oldestFirst(ready)}
        empty={<p>Nothing waits to be collected.</p>}
        docket={(order) => (
          <Docket key={order.orderId} order={order} now={now}>
            {order.unpaid && (
              <p className="docket-note">Not paid: take {money(order.totalCents)} at the counter.</p>
            )}
            {button("markCollected", order.orderId, "Collected")}
          </Docket>
        )}
      />
      <div className="rails-gone">
        {cancelled.length > 0 && (
          <Rail
            name="Called off"
            tone="gone"
            orders={cancelled}
            empty={null}
            docket={(order) => (
              <Docket key={order.orderId} order={order} now={now}>
                <p className="docket-note">
                  {order.unpaid && "The bank no longer holds its money. "}Put it back: it is for sale again.
                </p>
              </Docket>
            )}
          />
        )}
        {notCollected.length > 0 && (
          <Rail
            name="Not collected"
            tone="gone"
            orders={notCollected}
            empty={null}
            docket={(order) => (
              <Docket key={order.orderId} order={order} now={now}>
                <p className="docket-note">Nobody came before closing: it is written off.</p>
              </Docket>
            )}
          />
        )}
        <Rail
          name="Collected"
          tone="gone"
          orders={collected}
          empty={<p>Bags that were handed over, newest first.</p>}
          docket={(order) => (
            <Docket key={order.orderId} order={order} now={now}>
              {order.unpaid && (
                <p className="docket-note">Its card was not charged {money(order.totalCents)}.</p>
              )}
            </Docket>
          )}
        />
      </div>
    </div>
  );
};
