import { useCustomer } from "./customer-context.tsx";

/** Sign in, or who is signed in and out again. */
export const AccountMenu = () => {
  const { customer, askToSignIn, signOut } = useCustomer();
  if (customer === undefined) return <span className="account-menu" aria-hidden="true" />;
  if (customer === null)
    return (
      <button type="button" className="nav-item" onClick={() => askToSignIn()}>
        Sign in
      </button>
    );
  return (
    <span className="account-menu">
      <span className="account-email" title={customer.email}>
        {customer.email}
      </span>
      <button type="button" className="nav-item" onClick={signOut}>
        Sign out
      </button>
    </span>
  );
};
