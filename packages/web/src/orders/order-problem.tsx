import type { OrderError } from "@sourdough/order-client";
import { useCustomer } from "../account/customer-context.tsx";
import { signInOffer } from "../account/sign-in-offer.ts";
import { Link } from "../app/router.tsx";
import { PageTitle } from "../ui/page-title.tsx";

interface Props {
  problem: OrderError;
  onTryAgain(): void;
}

/** An order that cannot be shown: why, and the way on. */
export const OrderProblem = ({ problem, onTryAgain }: Props) => {
  const { customer, askToSignIn } = useCustomer();
  const signIn = async () => {
    if (await askToSignIn("Orders are shown to the customer who placed them.")) onTryAgain();
  };
  const createAgain = async () => {
    if (await askToSignIn(problem.message, signInOffer(problem)?.step)) onTryAgain();
  };
  if (problem.code === "signed_out")
    return (
      <section className="plain-page">
        <PageTitle tab="Sign in">
          {customer ? "You were away for a while." : "Whose order is this?"}
        </PageTitle>
        <p>
          {customer ? "Sign in again" : "Sign in"} to see it. Orders are shown only to the customer who placed
          them.
        </p>
        <button type="button" className="button" onClick={signIn}>
          Sign in
        </button>
      </section>
    );
  if (problem.code === "account_gone")
    return (
      <section className="plain-page">
        <PageTitle tab="Your account">Your account is not here any more.</PageTitle>
        <p>{problem.message} The orders of the old one are gone with it.</p>
        <button type="button" className="button" onClick={createAgain}>
          {signInOffer(problem)?.label}
        </button>
      </section>
    );
  if (problem.code === "not_found")
    return (
      <section className="plain-page">
        <PageTitle tab="No such order">We cannot find this order.</PageTitle>
        <p>
          The address may be incomplete, or the order belongs to another account than{" "}
          {customer?.email ?? "yours"}.
        </p>
        <Link className="button" href="/orders">
          See your orders
        </Link>
      </section>
    );
  return (
    <section className="plain-page">
      <PageTitle tab="Your order">We cannot show your order right now.</PageTitle>
      <p role="alert">{problem.message}</p>
      <button type="button" className="button" onClick={onTryAgain}>
        Try again
      </button>
    </section>
  );
};
