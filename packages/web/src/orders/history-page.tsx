import { useCustomer } from "../account/customer-context.tsx";
import { signInOffer } from "../account/sign-in-offer.ts";
import { Link } from "../app/router.tsx";
import { Shelf } from "../drawings/shelf.tsx";
import { Notice } from "../ui/notice.tsx";
import { PageTitle } from "../ui/page-title.tsx";
import { HistoryRow } from "./history-row.tsx";
import { useHistory } from "./use-history.ts";

const hardToChoose = ["butter-croissant", "cinnamon-roll", "country-loaf", "black-forest"].map((sku) => ({
  sku,
}));

/** The customer's orders, newest first. */
export const HistoryPage = () => {
  const { customer, askToSignIn } = useCustomer();
  if (customer === null)
    return (
      <section className="plain-page">
        <PageTitle tab="Your orders">Your orders</PageTitle>
        <p>Sign in to see what you ordered, here and on other devices.</p>
        <button type="button" className="button" onClick={() => askToSignIn()}>
          Sign in
        </button>
      </section>
    );
  return <History key={customer?.customerId} />;
};

const History = () => {
  const { customer, askToSignIn } = useCustomer();
  const { orders, more, error, loading, reload } = useHistory(customer?.customerId);
  const offer = signInOffer(error);
  const enter = async () => {
    if (await askToSignIn(error?.message, offer?.step)) reload();
  };
  return (
    <section className="history" aria-busy={loading}>
      <PageTitle tab="Your orders">Your orders</PageTitle>
      {error && (
        <Notice
          tone="problem"
          title="Your orders are not here"
          actions={
            <button type="button" className="button quiet" onClick={offer ? enter : reload}>
              {offer?.label ?? "Try again"}
            </button>
          }
        >
          {error.message}
        </Notice>
      )}
      {orders.length === 0 && loading && <div className="skeleton skeleton-row" aria-hidden="true" />}
      {orders.length === 0 && !loading && !error && (
        <div className="history-none">
          <p>None yet. The first one is the hardest to choose.</p>
          <Shelf products={hardToChoose} />
          <Link className="button" href="/">
            Go to the menu
          </Link>
        </div>
      )}
      <ul>
        {orders.map((order) => (
          <HistoryRow key={order.orderId} order={order} />
        ))}
      </ul>
      {more && (
        <button type="button" className="button quiet" disabled={loading} onClick={more}>
          {loading ? "Loading…" : "Show earlier orders"}
        </button>
      )}
    </section>
  );
};
