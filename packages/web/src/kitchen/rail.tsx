import type { OrderView } from "@sourdough/events-schema/http";
import { type ReactNode, useId } from "react";

interface Props {
  name: string;
  tone: "pack" | "ready" | "gone";
  orders: readonly OrderView[];
  /** What to say when nothing hangs here. */
  empty: ReactNode;
  docket(order: OrderView): ReactNode;
}

/** A rail with dockets, as over the counter of a kitchen. */
export const Rail = ({ name, tone, orders, empty, docket }: Props) => {
  const id = useId();
  return (
    <section className="rail" data-tone={tone} aria-labelledby={id}>
      <header>
        <h2 id={id} tabIndex={-1}>
          {name} <small>{orders.length}</small>
        </h2>
      </header>
      {orders.length === 0 ? <div className="rail-empty">{empty}</div> : <ul>{orders.map(docket)}</ul>}
    </section>
  );
};
