import type { Customer } from "@sourdough/order-client";
import {
  createContext,
  lazy,
  type ReactNode,
  Suspense,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useState,
} from "react";
import { client } from "../client.ts";
import type { AccountStep } from "./account-dialog.tsx";
import { endSession, keepSession } from "./session-cookie.ts";

export const loadAccountDialog = () => import("./account-dialog.tsx");
const AccountDialog = lazy(async () => ({ default: (await loadAccountDialog()).AccountDialog }));

interface CustomerContext {
  /** `undefined` until it is known, `null` when nobody is signed in. */
  customer: Customer | null | undefined;
  /** Opens the dialog; resolves with the customer, or with nothing when it was closed. */
  askToSignIn(why?: string, step?: AccountStep): Promise<Customer | undefined>;
  signOut(): Promise<void>;
}

interface Question {
  why: string | undefined;
  step: AccountStep | undefined;
  answer(customer: Customer | undefined): void;
}

const Context = createContext<CustomerContext | undefined>(undefined);

export const CustomerProvider = ({ children }: { children: ReactNode }) => {
  const [customer, setCustomer] = useState<Customer | null>();
  const [question, setQuestion] = useState<Question>();

  // The cookie before the state: whoever is known may go where the edge looks for it.
  const admit = useCallback((found: Customer | null) => {
    if (found) keepSession(found.until);
    else endSession();
    setCustomer(found);
  }, []);
  useEffect(() => {
    client.customer().then(
      (found) => admit(found ?? null),
      () => setCustomer(null),
    );
  }, [admit]);

  const askToSignIn = useCallback(
    (why?: string, step?: AccountStep) =>
      new Promise<Customer | undefined>((answer) => setQuestion({ why, step, answer })),
    [],
  );
  const signOut = useCallback(async () => {
    await client.signOut();
    admit(null);
  }, [admit]);
  const answer = (found: Customer | undefined) => {
    if (found) admit(found);
    question?.answer(found);
    setQuestion(undefined);
  };

  const value = useMemo(() => ({ customer, askToSignIn, signOut }), [customer, askToSignIn, signOut]);
  return (
    <Context value={value}>
      {children}
      {question && (
        <Suspense>
          <AccountDialog why={question.why} first={question.step} onDone={answer} />
        </Suspense>
      )}
    </Context>
  );
};

export const useCustomer = (): CustomerContext => {
  const context = useContext(Context);
  if (!context) throw new Error("useCustomer needs a CustomerProvider around it.");
  return context;
};
