import { invalidRequest } from "./errors.ts";
import type { PaymentIntent } from "./payment-intent.ts";

const CLAUSE = /^(?:metadata\[(["'])(?<key>.+?)\1\]|(?<field>status|currency))\s*:\s*(["'])(?<value>.*)\4$/;

/** Stripe's search language, as far as equality joined by AND. https://docs.stripe.com/search#search-query-language */
export const matchesSearch = (query: string): ((intent: PaymentIntent) => boolean) => {
  const clauses = query.split(/\s+AND\s+/).map((clause) => {
    const { key, field, value } = CLAUSE.exec(clause.trim())?.groups ?? {};
    if (value === undefined)
      throw invalidRequest(`This stand-in for Stripe cannot search for: ${clause}`, { param: "query" });
    return (intent: PaymentIntent) =>
      (key === undefined ? (field === "status" ? intent.status : intent.currency) : intent.metadata[key]) ===
      value;
  });
  return (intent) => clauses.every((matches) => matches(intent));
};
