import type { OrderError } from "@sourdough/order-client";
import type { AccountStep } from "./account-dialog.tsx";
import { rememberedAccount } from "./remembered-account.ts";

/** What to offer somebody whom the bakery does not let in; nothing when that is not what is wrong. */
export const signInOffer = (
  error: OrderError | undefined,
): { label: string; step?: AccountStep | undefined } | undefined => {
  if (error?.code !== "signed_out" && error?.code !== "account_gone") return undefined;
  return error.code === "account_gone" || rememberedAccount.read() === false
    ? { label: "Create the account again", step: "sign-up" }
    : { label: "Sign in" };
};
