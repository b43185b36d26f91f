/** That something happened at the provider. */
export interface ProviderEvent {
  readonly providerEventId: string;
  /** The provider's word: `charge.refunded`. */
  readonly type: string;
  /** Of the payment it is about, if it is about one. */
  readonly providerReference?: string | undefined;
}

/**
 * What happens at the provider without this service, or long after it; the endpoint is registered for these.
 * https://docs.stripe.com/api/events/types
 */
export const handledTypes: readonly string[] = [
  "payment_intent.payment_failed",
  "payment_intent.canceled",
  "charge.refunded",
  "charge.dispute.created",
  "charge.dispute.updated",
  "charge.dispute.closed",
];

export const isHandled = (type: string): boolean => handledTypes.includes(type);
