import { useCustomer } from "../account/customer-context.tsx";
import { signInOffer } from "../account/sign-in-offer.ts";
import type { Checkout } from "../checkout/checkout.ts";
import { checkouts } from "../checkout/use-checkout.ts";
import { orderNumber } from "../ui/order-number.ts";
import { PageTitle } from "../ui/page-title.tsx";
import { OrderLines } from "./order-lines.tsx";

interface Props {
  checkout: Checkout;
  onTakenBack(): void;
}

/** An order that is still on its way, or could not be sent. */
export const UnsentOrder = ({ checkout: { orderId, body, state, error }, onTakenBack }: Props) => {
  const { askToSignIn } = useCustomer();
  const takeBack = () => {
    checkouts.takeBack(orderId);
    onTakenBack();
  };
  const offer = signInOffer(error);
  const enterAndSend = async () => {
    if (await askToSignIn(error?.message, offer?.step)) checkouts.resend(orderId);
  };
  const waits = error?.code === "offline";
  return (
    <div className="tracker" data-status="UNSENT">
      <section className="tracker-now" aria-live="polite">
        <p className="order-number">
          Order <code>{orderNumber(orderId)}</code>
        </p>
        <PageTitle tab="Sending">{state === "sending" ? "Sending your order…" : "Not sent yet."}</PageTitle>
        {error && <p className="tracker-reason">{error.message}</p>}
        {waits && (
          <p>
            It is kept here, and sent once you are online again. It stays one order, however often it is sent.
          </p>
        )}
        {state === "failed" && (
          <div className="tracker-actions">
            {offer ? (
              <button type="button" className="button" onClick={enterAndSend}>
                {offer.label} and send
              </button>
            ) : (
              error?.code !== "invalid" && (
                <button type="button" className="button" onClick={() => checkouts.resend(orderId)}>
                  Send it now
                </button>
              )
            )}
            <button type="button" className="button quiet" onClick={takeBack}>
              Back to the basket
            </button>
          </div>
        )}
      </section>
      <div className="tracker-side">
        <section className="ticket" aria-label="What you ordered">
          <OrderLines lines={body.lines} />
        </section>
      </div>
    </div>
  );
};
