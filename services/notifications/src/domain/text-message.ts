import type { For, OrderOutcome } from "./notification.ts";
import { wordingOf } from "./wording.ts";

export interface TextMessage {
  /** E.164. */
  readonly to: string;
  readonly text: string;
}

/** Undefined for a customer without a phone. */
export const textMessageAbout = (
  outcome: OrderOutcome & For<{ phone?: string | undefined }>,
): TextMessage | undefined => {
  const { phone } = outcome.data.customer;
  if (phone === undefined) return undefined;
  const { subject, closing } = wordingOf(outcome);
  return { to: phone, text: `Sourdough: ${subject}. ${closing}` };
};
