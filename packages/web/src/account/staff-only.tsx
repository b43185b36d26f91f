import { PaperBag } from "../drawings/paper-bag.tsx";
import { PageTitle } from "../ui/page-title.tsx";
import { useCustomer } from "./customer-context.tsx";
import { StaffHint } from "./staff-hint.tsx";

interface Props {
  /** Where they stand before the door. */
  place: "kitchen" | "office";
  /** What is behind it. */
  toSee: string;
}

/** What kitchen and office say to everybody else. */
export const StaffOnly = ({ place, toSee }: Props) => {
  const { customer, askToSignIn, signOut } = useCustomer();
  const signIn = async () => {
    if (customer) await signOut();
    await askToSignIn(`The ${place} is for staff.`, "sign-in");
  };
  return (
    <section className="plain-page">
      <PageTitle tab={`${place[0]?.toUpperCase()}${place.slice(1)}`}>
        Staff only behind the counter.
      </PageTitle>
      <p>
        {customer
          ? `${customer.email} is a customer. Sign in as staff to see ${toSee}.`
          : `Sign in as staff to see ${toSee}.`}
      </p>
      <StaffHint />
      <button type="button" className="button" onClick={signIn}>
        {customer ? "Sign in as somebody else" : "Sign in"}
      </button>
      <div className="shelf">
        {["B1", "C4", "D7"].map((number) => (
          <PaperBag key={number} number={number} />
        ))}
      </div>
    </section>
  );
};
