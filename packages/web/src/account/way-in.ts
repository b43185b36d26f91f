import type { OrderError } from "@sourdough/order-client";
import type { AccountStep } from "./account-dialog.tsx";

/** What to offer somebody whom the bakery does not let in; nothing when that is not what is wrong. */
export const wayIn = (
  error: OrderError | undefined,
): { label: string; step?: AccountStep | undefined } | undefined => {
  switch (error?.code) {
    case "signed_out":
      return { label: "Sign in" };
    case "account_gone":
      return { label: "Create the account again", step: "sign-up" };
    default:
      return undefined;
  }
};
