import { isLocal } from "../ui/is-local.ts";

interface TestCard {
  paymentMethodId: string;
  name: string;
  digits: string;
  /** What will happen with it. */
  says: string;
}

/** Test cards of the payment provider: https://docs.stripe.com/testing */
const stripeCards: TestCard[] = [
  {
    paymentMethodId: "pm_card_visa",
    name: "Visa",
    digits: "4242",
    says: "The bank says yes, and your order is confirmed.",
  },
  {
    paymentMethodId: "pm_card_chargeDeclined",
    name: "Declining card",
    digits: "0002",
    says: "The bank says no: your order is rejected, and everything goes back on the shelf.",
  },
];

const slowCard: TestCard = {
  paymentMethodId: "pm_card_slow",
  name: "Slow bank",
  digits: "3333",
  says: "The bank takes three seconds, so you can watch your order wait.",
};

/** The provider's own test cards; its stand-in on this machine knows a slow one as well. */
export const cards: readonly TestCard[] = isLocal ? [...stripeCards, slowCard] : stripeCards;
