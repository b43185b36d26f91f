import type { OrderView } from "@sourdough/events-schema/http";
import { money } from "../ui/money.ts";
import { timeOf } from "../ui/time.ts";
import { returns } from "./returns.ts";

/** What came back of an order: of one that came to nothing pieces and money, of any other money alone. */
export const ReturnsList = ({ order }: { order: OrderView }) => {
  const list = returns(order);
  if (list.length === 0) return null;
  const total = money(order.totalCents);
  const words = {
    stock: { done: "On the shelf again", under: "Going back on the shelf…" },
    money: order.unpaid
      ? { done: `${total} no longer held`, under: `Letting go of ${total}…` }
      : {
          done: `${money(order.refundedCents ?? order.totalCents)} given back`,
          under: `Giving back ${total}…`,
        },
  };
  return (
    <ul className="returns" aria-label="What came back">
      {list.map(({ what, at }) => (
        <li key={what} data-what={what} data-state={at ? "done" : "now"}>
          <span className="timeline-mark" aria-hidden="true" />
          <span>{at ? words[what].done : words[what].under}</span>
          {at && <time dateTime={at}>{timeOf(at)}</time>}
        </li>
      ))}
    </ul>
  );
};
