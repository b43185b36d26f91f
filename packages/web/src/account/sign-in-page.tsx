import { useCallback, useEffect, useRef } from "react";
import { navigate } from "../app/router.tsx";
import { PageTitle } from "../ui/page-title.tsx";
import { useCustomer } from "./customer-context.tsx";
import { StaffHint } from "./staff-hint.tsx";
import { wantedPage } from "./wanted-page.ts";

/** Where the edge sends whoever wants a page of staff without a session; back to that page from here. */
export const SignInPage = () => {
  const { customer, askToSignIn } = useCustomer();
  const isAsked = useRef(false);
  const to = wantedPage(location.search, location.origin);
  const ask = useCallback(
    () => askToSignIn(to === "/" ? undefined : `The ${to.slice(1).split("?")[0]} is for staff.`, "sign-in"),
    [askToSignIn, to],
  );

  useEffect(() => {
    // Also when the tokens could be renewed, and only the cookie was too old.
    if (customer) navigate(to, { replace: true });
    if (customer !== null || isAsked.current) return;
    isAsked.current = true;
    void ask();
  }, [customer, to, ask]);

  if (customer !== null) return null;
  return (
    <section className="plain-page">
      <PageTitle tab="Sign in">Who is there?</PageTitle>
      <p>Sign in to go on.</p>
      <StaffHint />
      <button type="button" className="button" onClick={ask}>
        Sign in to go on
      </button>
    </section>
  );
};
